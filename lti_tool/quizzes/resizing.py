"""The same quiz with more or fewer items: every competency and level keeps its share as well as whole numbers can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from lti_tool.content.model.quiz import LEVELS, Quiz, QuizSection
from lti_tool.content.model.record import revised
from lti_tool.quizzes.selection import can_be_drawn


def resize(quiz: Quiz, items: int) -> Quiz:
    """Return the quiz drawing so many items, or as many as its bank has; what a pass needs shrinks and grows along."""
    found = _drawing(quiz, items)
    while items > 1 and not can_be_drawn(found):  # stems of one family are no two questions
        items = found.draw_count - 1
        found = _drawing(quiz, items)
    return found


def _drawing(quiz: Quiz, items: int) -> Quiz:
    most = [sum(_most(quiz, section)) for section in quiz.sections]
    wanted = apportion([section.draw_count for section in quiz.sections], most, items)
    sections = [_resized(quiz, section, draw) for section, draw in zip(quiz.sections, wanted, strict=True) if draw]
    share = Fraction(sum(wanted), quiz.draw_count)
    return revised(quiz, sections=tuple(sections), pass_points=quiz.pass_points * share)


def largest(quiz: Quiz) -> int:
    """The most items that one attempt can draw."""
    return resize(quiz, sum(sum(_most(quiz, section)) for section in quiz.sections)).draw_count


def apportion(weights: Sequence[int], most: Sequence[int], total: int) -> list[int]:
    """Share out a total in proportion to the weights, none above its `most` (largest remainders; ties go first).

    What does not fit under the `most` of one is given to the others; where nothing fits any more, it is left out.
    """
    full: dict[int, int] = {}
    while True:
        left = min(total, sum(most)) - sum(full.values())
        shares = _shares({place: weight for place, weight in enumerate(weights) if place not in full}, left)
        brimming = {place: most[place] for place, share in shares.items() if share > most[place]}
        if not brimming:
            found = full | _rounded(shares, left)
            return [found[place] for place in range(len(weights))]
        full |= brimming


def _shares(weights: dict[int, int], total: int) -> dict[int, Fraction]:
    whole = sum(weights.values())
    return {place: Fraction(weight * total, whole) for place, weight in weights.items()}


def _rounded(shares: Mapping[int, Fraction], total: int) -> dict[int, int]:
    """Whole numbers next to the shares that add up to the total."""
    given = {place: int(share) for place, share in shares.items()}
    for place in sorted(given, key=lambda each: (given[each] - shares[each], each))[: total - sum(given.values())]:
        given[place] += 1
    return given


def _most(quiz: Quiz, section: QuizSection) -> list[int]:
    """What each stratum of a section can draw; where sections share items, no more than its author drew."""
    if _shares_items(quiz):
        return [stratum.draw for stratum in section.strata]
    return [max(stratum.draw, len({item.group for item in quiz.bank(section, stratum)})) for stratum in section.strata]


def _shares_items(quiz: Quiz) -> bool:
    codes = [(section.bank, code) for section in quiz.sections for code in section.covers]
    return len(set(codes)) < len(codes)


def _resized(quiz: Quiz, section: QuizSection, draw: int) -> QuizSection:
    least = section.pass_points and min(draw, ceil(Fraction(section.pass_points * draw, section.draw_count)))
    if isinstance(section.draw, int):
        return revised(section, draw=draw, pass_points=least)
    levels = [level for level in LEVELS if level in section.draw]
    given = apportion([section.draw[level] for level in levels], _most(quiz, section), draw)
    drawn = {level: count for level, count in zip(levels, given, strict=True) if count}
    return revised(section, draw=drawn, pass_points=least)
