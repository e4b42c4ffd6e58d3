"""At which step of a lesson somebody is."""

from __future__ import annotations

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from lti_tool.content.model.lesson import Lesson
from lti_tool.db import plain_rows, upsert
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.placements.course_terms import is_of_this_term
from lti_tool.progress.models import LessonCompletion, LessonPlace

_WALKED = union_all(  # what is done and where somebody is, for one page: one statement
    select(LessonCompletion.lesson_id, literal(0)).where(
        LessonCompletion.user_id == bindparam("user"),
        LessonCompletion.context_id == bindparam("context"),
        is_of_this_term(bindparam("context"), LessonCompletion.completed_at),
    ),
    select(LessonPlace.lesson_id, LessonPlace.step).where(
        LessonPlace.user_id == bindparam("user"),
        LessonPlace.context_id == bindparam("context"),
        LessonPlace.lesson_id == bindparam("lesson"),
    ),
)


class NoSuchStep(NotFound):
    """A step that the lesson does not have."""

    message = N_("This lesson has no such step.")


def done_and_step(session: Session, launch: Launch, lesson: Lesson) -> tuple[set[str], int]:
    """The ids of all lessons that this person finished in this term, and the step at which they left this one.

    Steps count from 1; it is the last one where the lesson has become shorter.
    """
    rows = [tuple(row) for row in plain_rows(session, _WALKED, _whose(launch, lesson))]
    step = next((number for _, number in rows if number), 1)
    return {lesson_id for lesson_id, number in rows if not number}, min(step, len(lesson.steps))


def keep_step(session: Session, launch: Launch, lesson: Lesson, step: int) -> None:
    """Note where this person is; raises NoSuchStep."""
    if not 1 <= step <= len(lesson.steps):
        raise NoSuchStep
    row = {"user_id": launch.user_id, "context_id": launch.context_id, "lesson_id": lesson.id, "step": step}
    upsert(session, LessonPlace, row, keys=("user_id", "context_id", "lesson_id"))


def _whose(launch: Launch, lesson: Lesson) -> dict[str, object]:
    return {"user": launch.user_id, "context": launch.context_id, "lesson": lesson.id}
