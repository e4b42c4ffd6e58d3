"""When somebody completed a module, and what to do at their desk 7, 30 and 90 days later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.content.model.module import Module
from lti_tool.content.model.quiz import Quiz
from lti_tool.lti.models import Launch
from lti_tool.progress.models import LessonCompletion

DAYS = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Day:
    """A day after completing a module: a browser counts whole days from `completed_at` in its own time zone.

    `is_now` is the last of the days that has come.
    """

    number: int
    completed_at: datetime
    is_now: bool

    @property
    def at(self) -> datetime:
        """The moment by the clock of UTC."""
        return self.completed_at + timedelta(days=self.number)


def completed_at(
    session: Session, launch: Launch, module: Module, done: Collection[str], tries: Sequence[Attempt]
) -> datetime | None:
    """When the last thing was done that completes a module: a lesson, or the quiz; None while one is left."""
    lessons = [lesson.id for lesson in module.lessons]
    if not set(lessons) <= set(done):
        return None
    quiz_done_at = _quiz_done_at(module.quiz, tries) if module.quiz else None
    if module.quiz and quiz_done_at is None:
        return None
    lessons_done_at = _last_lesson_at(session, launch, lessons) if lessons else None
    return max(filter(None, (quiz_done_at, lessons_done_at)), default=None)


def days_after(completed: datetime | None, now: datetime) -> tuple[Day, ...]:
    """The three days; none before a module is completed."""
    if completed is None:
        return ()
    last = max((number for number in DAYS if now >= completed + timedelta(days=number)), default=None)
    return tuple(Day(number, completed, number == last) for number in DAYS)


def _quiz_done_at(quiz: Quiz, tries: Sequence[Attempt]) -> datetime | None:
    """When it was first passed or, where nobody can fail, handed in."""
    done = (each for each in tries if each.passed or not quiz.pass_points)
    return min((each.submitted_at for each in done if each.submitted_at), default=None)


def _last_lesson_at(session: Session, launch: Launch, lessons: Sequence[str]) -> datetime | None:
    return session.scalar(
        select(func.max(LessonCompletion.completed_at)).where(
            LessonCompletion.user_id == launch.user_id,
            LessonCompletion.context_id == launch.context_id,
            LessonCompletion.lesson_id.in_(lessons),
        )
    )
