"""Which lessons somebody has finished, and what comes next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.content.schema.lesson import Lesson
from lti_tool.content.schema.module import Module
from lti_tool.courses.models import LessonCompletion
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch


def complete_lesson(session: Session, launch: Launch, lesson: Lesson, now: datetime) -> None:
    """Note that this person finished a lesson in this course; a second time changes nothing."""
    row = {
        "user_id": launch.user_id,
        "context_id": launch.context_id,
        "lesson_id": lesson.id,
        "completed_at": now,
    }
    insert_if_absent(session, LessonCompletion, [row])


def completed_lessons(session: Session, launch: Launch, module: Module) -> set[str]:
    """The ids of the module's lessons that this person finished in this course."""
    query = select(LessonCompletion.lesson_id).where(
        LessonCompletion.user_id == launch.user_id,
        LessonCompletion.context_id == launch.context_id,
        LessonCompletion.lesson_id.in_([lesson.id for lesson in module.lessons]),
    )
    return set(session.scalars(query))


def first_unfinished(module: Module, done: set[str]) -> Lesson | None:
    """The lesson to continue with, in the module's order."""
    return next((lesson for lesson in module.lessons if lesson.id not in done), None)
