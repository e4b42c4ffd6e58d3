"""At which step of a lesson somebody is."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.content.model.lesson import Lesson
from lti_tool.db import plain_rows, upsert
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.progress.models import LessonPlace

_STEP = select(LessonPlace.step).where(
    LessonPlace.user_id == bindparam("user"),
    LessonPlace.context_id == bindparam("context"),
    LessonPlace.lesson_id == bindparam("lesson"),
)


class NoSuchStep(NotFound):
    """A step that the lesson does not have."""

    message = N_("This lesson has no such step.")


def step_of(session: Session, launch: Launch, lesson: Lesson) -> int:
    """The step at which this person left the lesson, from 1; the last one where it has become shorter."""
    found = plain_rows(session, _STEP, _whose(launch, lesson)).scalar()
    return min(found or 1, len(lesson.steps))


def keep_step(session: Session, launch: Launch, lesson: Lesson, step: int) -> None:
    """Note where this person is; raises NoSuchStep."""
    if not 1 <= step <= len(lesson.steps):
        raise NoSuchStep
    row = {"user_id": launch.user_id, "context_id": launch.context_id, "lesson_id": lesson.id, "step": step}
    upsert(session, LessonPlace, row, keys=("user_id", "context_id", "lesson_id"))


def _whose(launch: Launch, lesson: Lesson) -> dict[str, object]:
    return {"user": launch.user_id, "context": launch.context_id, "lesson": lesson.id}
