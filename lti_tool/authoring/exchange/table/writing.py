"""A course's own questions and families as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lti_tool.authoring.exchange.table.cells import write_cell
from lti_tool.authoring.exchange.table.columns import (
    COLUMNS,
    EXTRAS,
    FAMILY,
    FAMILY_TYPE,
    FEEDBACKS,
    LESSON,
    LEVEL,
    MATCHES,
    OPTIONS,
    POLICY,
    QUESTION,
    RIGHT,
    SKILL,
    SOURCE,
    TYPE,
    WORST,
)
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft


def write_rows(drafts: Iterable[ItemDraft | FamilyDraft]) -> Iterator[Sequence[str]]:
    """The header, then a row for each question and each scene of a family."""
    yield COLUMNS
    families = 0
    for draft in drafts:
        if isinstance(draft, ItemDraft):
            yield _row(_item(draft))
            continue
        families += 1
        for cells in _family(draft, f"family {families}"):
            yield _row(cells)


def _row(cells: Mapping[str, str]) -> list[str]:
    return [write_cell(cells.get(column, "")) for column in COLUMNS]


def _item(draft: ItemDraft) -> dict[str, str]:
    lettered = list(zip(LETTERS, draft.parts, strict=False))
    right = [letter for letter, part in lettered if part.key or part.best]
    cells = {TYPE: draft.type, QUESTION: draft.stem, SKILL: draft.competency, LEVEL: draft.bloom}
    cells |= {LESSON: draft.lesson, SOURCE: draft.source, RIGHT: " ".join(right)}
    cells[WORST] = " ".join(letter for letter, part in lettered if part.worst)
    for columns, texts in (
        (OPTIONS, [part.text for part in draft.parts]),
        (FEEDBACKS, [part.feedback for part in draft.parts]),
        (MATCHES, [part.match for part in draft.parts]),
        (EXTRAS, list(draft.extras)),
    ):
        cells |= dict(zip(columns, texts, strict=False))
    return cells


def _family(draft: FamilyDraft, name: str) -> Iterator[dict[str, str]]:
    shared = {TYPE: FAMILY_TYPE, FAMILY: name, SKILL: draft.competency, LESSON: draft.lesson, POLICY: draft.card}
    shared |= dict(zip(OPTIONS, draft.acts, strict=False))
    for stem in draft.stems:
        if not stem.is_empty:
            scene = {QUESTION: stem.stem, RIGHT: stem.key, LEVEL: stem.bloom}
            yield shared | scene | dict(zip(FEEDBACKS, stem.feedback, strict=False))
