"""Which lessons somebody has finished, and what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, union, update
from sqlalchemy.orm import Session

from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.db import insert_if_absent, plain_rows
from lti_tool.lti.errors import SessionEnded
from lti_tool.lti.models import Launch, User
from lti_tool.lti.records.people import hold_people
from lti_tool.placements.course_terms import is_of_this_term
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.progress.models import EarlierLesson, EarlierProgress, LearnerProgress, LessonCompletion

_EVER = select(LessonCompletion.lesson_id).where(  # built once: that costs more than running it
    LessonCompletion.user_id == bindparam("user"),
    LessonCompletion.context_id == bindparam("context"),
)
COMPLETED = _EVER.where(is_of_this_term(bindparam("context"), LessonCompletion.completed_at))

_KEY = ("user_id", "context_id", "lesson_id")
_PASSED = (
    select(Placement.module_id)
    .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
    .where(
        LearnerProgress.user_id == bindparam("user"),
        Placement.context_id == bindparam("context"),
        LearnerProgress.passed,
    )
)
_PASSED_EARLIER = (
    select(Placement.module_id)
    .join(EarlierProgress, EarlierProgress.placement_id == Placement.id)
    .where(
        EarlierProgress.user_id == bindparam("user"),
        Placement.context_id == bindparam("context"),
        EarlierProgress.passed,
    )
)
_EVER_PASSED = union(_PASSED, _PASSED_EARLIER)
_TRIED = (
    update(LessonCompletion)
    .where(
        LessonCompletion.user_id == bindparam("user"),
        LessonCompletion.context_id == bindparam("context"),
        LessonCompletion.lesson_id == bindparam("lesson"),
        LessonCompletion.things_tried < bindparam("tried"),
        LessonCompletion.things >= bindparam("tried"),
    )
    .values(things_tried=bindparam("tried"))
    .execution_options(synchronize_session=False)
)


def complete_lesson(session: Session, launch: Launch, lesson: Lesson, now: datetime, *, tried: int) -> None:
    """Note that this person finished a lesson in this course, having tried so many of its things to do.

    A second time in the same term changes nothing; in a later one, what the row said is kept as an earlier lesson.
    Raises SessionEnded where they were erased meanwhile.
    """
    if not hold_people(session, User.id == launch.user_id):
        raise SessionEnded
    row = {
        "user_id": launch.user_id,
        "context_id": launch.context_id,
        "lesson_id": lesson.id,
        "completed_at": now,
        "things": len(lesson.activities),
        "things_tried": tried,
    }
    insert_if_absent(session, LessonCompletion, [row])
    settings = session.get(ContextSettings, launch.context_id)
    if settings and settings.term_began_at:
        _finish_again(session, row, settings.term_began_at)


def _finish_again(session: Session, row: dict[str, Any], since: datetime) -> None:
    query = select(LessonCompletion).filter_by(**{name: row[name] for name in _KEY})
    known = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    if known.completed_at < since:
        said = {name: getattr(known, name) for name in (*_KEY, "completed_at", "things", "things_tried")}
        insert_if_absent(session, EarlierLesson, [said])
        known.completed_at, known.things, known.things_tried = row["completed_at"], row["things"], row["things_tried"]
        session.flush()


def count_tried(session: Session, launch: Launch, lesson_id: str, tried: int) -> None:
    """Of a lesson that is done, so many of the things to do were tried by now; nothing changes for any other."""
    mine = {"user": launch.user_id, "context": launch.context_id, "lesson": lesson_id}
    session.execute(_TRIED, mine | {"tried": tried})


def is_lesson_done(session: Session, launch: Launch, lesson_id: str) -> bool:
    """Whether this person finished a lesson in this term of this course."""
    return lesson_id in lessons_done_in(session, launch)


def completed_lessons(session: Session, launch: Launch, module: Module) -> set[str]:
    """The ids of the module's lessons that this person finished in this term of this course."""
    return lessons_done_in(session, launch) & {lesson.id for lesson in module.lessons}


def first_unfinished(module: Module, done: set[str]) -> Lesson | None:
    """The lesson to continue with, in the module's order."""
    return next((lesson for lesson in module.lessons if lesson.id not in done), None)


def lessons_done_in(session: Session, launch: Launch) -> set[str]:
    """The ids of all lessons, of whichever module, that this person finished in this term of this course."""
    mine = {"user": launch.user_id, "context": launch.context_id}
    return set(plain_rows(session, COMPLETED, mine).scalars())


def lessons_ever_done(session: Session, launch: Launch) -> set[str]:
    """The same in any of its terms."""
    return set(plain_rows(session, _EVER, {"user": launch.user_id, "context": launch.context_id}).scalars())


def modules_passed(session: Session, launch: Launch) -> set[str]:
    """The ids of the modules whose quiz this person passed at a link of this course, in its present term."""
    return set(plain_rows(session, _PASSED, {"user": launch.user_id, "context": launch.context_id}).scalars())


def modules_ever_passed(session: Session, launch: Launch) -> set[str]:
    """The same in any of its terms."""
    return set(plain_rows(session, _EVER_PASSED, {"user": launch.user_id, "context": launch.context_id}).scalars())


def has_anybody_learned(session: Session, context_id: int) -> bool:
    """Whether anybody has done something at a link of the course, in any of its terms."""
    links = select(Placement.id).where(Placement.context_id == context_id)
    summaries = (LearnerProgress, EarlierProgress)
    return any(session.scalar(select(exists().where(each.placement_id.in_(links)))) for each in summaries)
