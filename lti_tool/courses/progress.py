"""Summaries of how far people have come: made anew from attempts and lessons whenever one of these changes.

One person's summary and a whole link's come out of the same two queries, so a rebuild can only say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, load_only

from lti_tool.attempts.counting import counting_score, find_counting
from lti_tool.attempts.models import Attempt
from lti_tool.courses.models import LearnerProgress, LessonCompletion
from lti_tool.db import upsert
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module

KEYS = ("placement_id", "user_id")
Row = dict[str, Any]
Read = tuple[int, datetime | None]
Columns = TypeVarTuple("Columns")


def refresh(session: Session, placement: Placement, user_id: int) -> None:
    """Write the summary of one person at one link; the caller commits."""
    session.flush()
    for row in progress_rows(session, placement, [user_id]):
        upsert(session, LearnerProgress, row, keys=KEYS)


def refresh_module(session: Session, context_id: int, module_id: str, user_id: int) -> None:
    """The same at every link of a course that shows a module: a lesson read at one of them is read at all."""
    query = select(Placement).where(Placement.context_id == context_id, Placement.module_id == module_id)
    for placement in session.scalars(query).all():
        refresh(session, placement, user_id)


def rebuild(session: Session, placement: Placement) -> None:
    """Write everybody's summary at a link anew, after a change of its settings; the caller commits."""
    session.flush()
    session.execute(delete(LearnerProgress).where(LearnerProgress.placement_id == placement.id))
    rows = progress_rows(session, placement)
    if rows:
        session.execute(LearnerProgress.__table__.insert(), rows)  # type: ignore[attr-defined]
    session.expire_all()


def progress_rows(session: Session, placement: Placement, user_ids: Collection[int] | None = None) -> list[Row]:
    """What the summaries of these people, or of everybody, must say at a link; nobody who has done nothing."""
    tries = _attempts(session, placement, user_ids)
    read = _lessons_read(session, placement, user_ids)
    return [_row(placement, user_id, tries[user_id], read.get(user_id, (0, None))) for user_id in {*tries, *read}]


def _row(placement: Placement, user_id: int, tries: Sequence[Attempt], read: Read) -> Row:
    submitted = [each for each in tries if each.submitted_at is not None]
    counting = placement.settings.counting
    score, best = counting_score(submitted, counting), find_counting(submitted, counting)
    moments = [read[1], *(each.submitted_at or each.started_at for each in tries)]
    return {
        "placement_id": placement.id,
        "user_id": user_id,
        "lessons_done": read[0],
        "attempts": len(tries),
        "submitted": len(submitted),
        "score_numerator": score.fraction.numerator if score else None,
        "score_denominator": score.fraction.denominator if score else None,
        "score_share": float(score.fraction) if score else None,
        "passed": bool(best and best.passed),
        "seconds": sum(_seconds(each) for each in submitted),
        "last_activity_at": max((each for each in moments if each is not None), default=None),
    }


def _seconds(attempt: Attempt) -> int:
    return int((attempt.submitted_at - attempt.started_at).total_seconds()) if attempt.submitted_at else 0


def _attempts(session: Session, placement: Placement, user_ids: Collection[int] | None) -> dict[int, list[Attempt]]:
    query = (
        select(Attempt)
        .where(
            Attempt.placement_id == placement.id,
            Attempt.module_id == placement.module_id,
            Attempt.is_preview.is_(False),
        )
        .options(
            load_only(
                Attempt.user_id,
                Attempt.number,
                Attempt.started_at,
                Attempt.submitted_at,
                Attempt.points,
                Attempt.points_possible,
                Attempt.passed,
            ),
        )
        .order_by(Attempt.number)
    )
    by_user: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(_only(query, Attempt.user_id, user_ids)):
        by_user[attempt.user_id].append(attempt)
    return by_user


def _lessons_read(session: Session, placement: Placement, user_ids: Collection[int] | None) -> dict[int, Read]:
    """How many of the lessons that the link shows each person has done, and when the last of them."""
    module = shown_module(session, placement)
    lessons = [lesson.id for lesson in module.lessons] if module else []
    query = select(
        LessonCompletion.user_id,
        func.count(),
        func.max(LessonCompletion.completed_at),
    ).where(LessonCompletion.context_id == placement.context_id, LessonCompletion.lesson_id.in_(lessons))
    rows = session.execute(_only(query.group_by(LessonCompletion.user_id), LessonCompletion.user_id, user_ids))
    return {user_id: (done, read_at) for user_id, done, read_at in rows}


def _only(
    query: Select[*Columns], column: InstrumentedAttribute[int], user_ids: Collection[int] | None
) -> Select[*Columns]:
    return query if user_ids is None else query.where(column.in_(user_ids))
