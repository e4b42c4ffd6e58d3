"""Families side by side: one row for each option, one column for each stem, and which stem misleads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.competencies.item_statistics import ENOUGH
from lti_tool.content.markdown import plain_words
from lti_tool.content.model import BestWorstItem, ChoiceItem, Item
from lti_tool.instructor.analysis.page import ItemLine
from lti_tool.quizzes import full_answer
from lti_tool.quizzes.answers import BEST, WORST


@dataclass(frozen=True, slots=True)
class Column:
    """One version of a stem; it misleads where a wrong option is chosen more often than a right one."""

    item: Item
    responses: int
    facility: float
    misleads: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """How many chose an option at a stem, and whether it is right there."""

    count: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class FamilyTable:
    """One family: the words of its first scene, its card, its stems, and for each option what was chosen where."""

    words: str
    card: str
    columns: list[Column]
    rows: list[tuple[str, list[Cell]]]


def family_tables(lines: Sequence[ItemLine]) -> list[FamilyTable]:
    """Each family of which a stem was asked, by its name; a family whose options were edited has a table for each form.

    Stems that were never asked are left out.
    """
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[ItemLine]] = {}
    for line in lines:
        if isinstance(line.item, ChoiceItem) and line.item.family is not None:
            acts = tuple((option.id, option.text) for option in line.item.options)
            found.setdefault((line.item.family, acts), []).append(line)
    return [_table(found[form]) for form in sorted(found)]


def _table(lines: Sequence[ItemLine]) -> FamilyTable:
    stems = sorted(lines, key=lambda line: (line.item.id, line.item.version))
    first = stems[0].item
    assert isinstance(first, ChoiceItem)  # noqa: S101  only such lines come here
    rows = [
        (words, [Cell(line.chosen.get(token, 0), token in full_answer(line.item)) for line in stems])
        for token, words in _tokens(first)
    ]
    return FamilyTable(plain_words(first.stem), first.card or "", [_column(line) for line in stems], rows)


def _tokens(item: ChoiceItem) -> list[tuple[str, str]]:
    if not isinstance(item, BestWorstItem):
        return [(option.id, option.text) for option in item.options]
    slots = ((BEST, _("Best")), (WORST, _("Worst")))
    return [(f"{slot}={option.id}", f"{label}: {option.text}") for slot, label in slots for option in item.options]


def _column(line: ItemLine) -> Column:
    right = full_answer(line.item)
    least = min((line.chosen.get(token, 0) for token in right), default=0)
    wrong = max((count for token, count in line.chosen.items() if token not in right), default=0)
    misleads = line.sums.responses >= ENOUGH and wrong > least
    return Column(line.item, line.sums.responses, line.facility, misleads)
