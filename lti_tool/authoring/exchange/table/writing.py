"""A course's own questions and families as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lti_tool.authoring.exchange.table import columns
from lti_tool.authoring.exchange.table.cells import write_cell
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft


def write_rows(drafts: Iterable[ItemDraft | FamilyDraft]) -> Iterator[Sequence[str]]:
    """The header, then a row for each question and each scene of a family."""
    yield columns.COLUMNS
    families = 0
    for draft in drafts:
        if isinstance(draft, ItemDraft):
            yield _row(_item(draft))
            continue
        families += 1
        for cells in _family(draft, f"family {families}"):
            yield _row(cells)


def _row(cells: Mapping[str, str]) -> list[str]:
    return [write_cell(cells.get(column, "")) for column in columns.COLUMNS]


def _item(draft: ItemDraft) -> dict[str, str]:
    lettered = list(zip(LETTERS, draft.parts, strict=False))
    right = [letter for letter, part in lettered if part.key or part.best]
    cells = {
        columns.TYPE: draft.type,
        columns.QUESTION: draft.stem,
        columns.SKILL: draft.competency,
        columns.LEVEL: draft.bloom,
    }
    cells |= {columns.LESSON: draft.lesson, columns.SOURCE: draft.source, columns.RIGHT: " ".join(right)}
    cells[columns.WORST] = " ".join(letter for letter, part in lettered if part.worst)
    for names, texts in (
        (columns.OPTIONS, [part.text for part in draft.parts]),
        (columns.FEEDBACKS, [part.feedback for part in draft.parts]),
        (columns.MATCHES, [part.match for part in draft.parts]),
        (columns.EXTRAS, list(draft.extras)),
    ):
        cells |= dict(zip(names, texts, strict=False))
    return cells


def _family(draft: FamilyDraft, name: str) -> Iterator[dict[str, str]]:
    shared = {
        columns.TYPE: columns.FAMILY_TYPE,
        columns.FAMILY: name,
        columns.SKILL: draft.competency,
        columns.LESSON: draft.lesson,
        columns.POLICY: draft.card,
    }
    shared |= dict(zip(columns.OPTIONS, draft.acts, strict=False))
    for stem in draft.stems:
        if not stem.is_empty:
            scene = {columns.QUESTION: stem.stem, columns.RIGHT: " ".join(stem.keys), columns.LEVEL: stem.bloom}
            yield shared | scene | dict(zip(columns.FEEDBACKS, stem.feedback, strict=False))
