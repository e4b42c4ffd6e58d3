"""What the forms hold, whatever its kind: written to the authors' format, and read back from it."""

from __future__ import annotations

from lti_tool.authoring.family_draft import FamilyDraft, is_family, read_family, write_family
from lti_tool.authoring.item_draft import ItemDraft, read_item, write_item
from lti_tool.authoring.lesson_draft import LessonDraft, read_lesson, write_lesson

Draft = ItemDraft | FamilyDraft | LessonDraft


def write_draft(draft: Draft, key: str, number: int) -> str:
    """The draft as authors write it."""
    if isinstance(draft, LessonDraft):
        return write_lesson(draft, key, number)
    if isinstance(draft, FamilyDraft):
        return write_family(draft, key, number)
    return write_item(draft, key, number)


def read_draft(kind: str, source: str) -> Draft:
    """The draft that a stored text was written from; `kind` is that of its row, item or lesson."""
    if kind == "lesson":
        return read_lesson(source)
    return read_family(source) if is_family(source) else read_item(source)


def kind_of(draft: Draft) -> str:
    """The kind of its row: item or lesson."""
    return "lesson" if isinstance(draft, LessonDraft) else "item"
