"""What a course adds to one module, as learners meet it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.content.schema.item import Item
from lti_tool.content.schema.lesson import Lesson


@dataclass(frozen=True, slots=True)
class OwnParts:
    """Published lessons and items of a course's own, in the order in which they were begun."""

    lessons: tuple[Lesson, ...] = ()
    items: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lessons or self.items)


NOTHING_OWN = OwnParts()


def read_own(session: Session, context_id: int, module_id: str, revision: int) -> OwnParts:
    """What the course adds to a module; `revision` is its CourseSettings.own_revision, 0 costs no statement."""
    return NOTHING_OWN
