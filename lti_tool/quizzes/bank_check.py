"""The check that authors run, whole: what content says of itself, and what counting says of its banks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from lti_tool.content.checking.check import check_reading
from lti_tool.content.checking.quotes import curly_quotes
from lti_tool.content.model import Quiz
from lti_tool.content.model.record import revised
from lti_tool.content.source.bank.family import FamilyInFile
from lti_tool.content.source.loader import Reading, build_modules, read_content
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem, in_file_order, stops_among
from lti_tool.quizzes.ceiling import allowed, ceiling, ceiling_of_bank, ceiling_of_draw, families_of
from lti_tool.quizzes.remembering import MOST_ON_THE_LAST, chances_of_passing
from lti_tool.quizzes.selection import PLANNED, can_be_drawn

_counted: dict[str, tuple[float, ...]] = {}


@dataclass(frozen=True, slots=True)
class BankFigures:
    """What a reader of the options alone gets: a stem, of an attempt's points, and by remembering keys from try to try.

    `passing` is empty for a quiz that cannot be passed or failed.
    """

    module_id: str
    families: int
    stems: int
    known: int
    ceiling: Fraction
    chance: Fraction
    points: Fraction
    points_possible: int
    pass_points: int | Fraction
    passing: tuple[float, ...]


def check_content(content_dir: Path, today: date | None = None) -> list[Problem]:
    """Return all problems of a content folder in file order."""
    reading = read_content(content_dir)
    problems = check_reading(reading, today or date.today())
    problems += curly_quotes(content_dir)
    for module in reading.modules:
        for found in module.families:
            problems += family_guessing(found)
    if not stops_among(reading.problems):
        problems += _draw_problems(reading)
    return in_file_order(problems)


def figures(reading: Reading) -> list[BankFigures]:
    """Return the figures of every quiz that draws from families."""
    drawn = [(module.id, module.quiz) for module in build_modules(reading)]
    return [_figures(module_id, quiz) for module_id, quiz in drawn if quiz is not None and _has_families(quiz)]


def family_guessing(found: FamilyInFile) -> Iterator[Problem]:
    """Yield an error where the best guess at a family, its stems unseen, earns more than it may."""
    for each in families_of(entry.item for entry in found.entries).values():
        best, most = ceiling(each), allowed(each[0])
        if best > most:
            message = f"one answer to all its stems earns {_decimal(best)} a question, and may earn {_decimal(most)}"
            remedy = "make each option right as often as the others"
            yield found.problem("error", ("stems",), message, remedy, stops=False)


def _draw_problems(reading: Reading) -> Iterator[Problem]:
    homes = {module.plan.id: module for module in reading.modules if module.plan}
    for module in build_modules(reading):
        if module.quiz is not None and _has_families(module.quiz):
            yield from _of_quiz(homes[module.id], module.quiz)


def _has_families(quiz: Quiz) -> bool:
    return any(item.family for item in quiz.items)


def _of_quiz(home: ModuleInFolder, quiz: Quiz) -> Iterator[Problem]:
    if not can_be_drawn(quiz, PLANNED):
        yield from _scarce(home, quiz)
        return
    passing = _passing(quiz) if quiz.pass_points else ()
    if passing and passing[-1] > MOST_ON_THE_LAST:
        message = (
            f"whoever only remembers keys passes the third try in {passing[-1]:.0%} of cases, "
            f"and may in {MOST_ON_THE_LAST:.0%}"
        )
        yield home.error(("quiz",), "", message, "write more families, or draw fewer knowledge items")


def _scarce(home: ModuleInFolder, quiz: Quiz) -> Iterator[Problem]:
    """Each section that cannot be drawn often enough by itself; the quiz where each can, and all together cannot."""
    message = f"it cannot be drawn {PLANNED} times without a stem twice or a family more than twice"
    remedy = "write more families and knowledge items at the levels that it draws"
    alone = [
        index
        for index, section in enumerate(quiz.sections)
        if not can_be_drawn(revised(quiz, sections=(section,)), PLANNED)
    ]
    for index in alone:
        where = f"section {quiz.sections[index].competency}"
        yield home.error(("quiz", "sections", index), where, message, remedy)
    if not alone:
        yield home.error(("quiz",), "", message, remedy)


def _figures(module_id: str, quiz: Quiz) -> BankFigures:
    earned, chance = ceiling_of_bank(quiz.items)
    families = families_of(quiz.items)
    stems = sum(map(len, families.values()))
    return BankFigures(
        module_id,
        len(families),
        stems,
        len(quiz.items) - stems,
        earned,
        chance,
        ceiling_of_draw(quiz),
        quiz.draw_count,
        quiz.pass_points,
        _passing(quiz) if quiz.pass_points else (),
    )


def _passing(quiz: Quiz) -> tuple[float, ...]:
    """The chances of a pass, counted once for equal content: a preview asks again with every saved file."""
    if quiz.digest not in _counted:
        _counted[quiz.digest] = chances_of_passing(quiz)
    return _counted[quiz.digest]


def _decimal(points: Fraction) -> str:
    return f"{float(points):.2f}"
