"""Counting in the background what was handed in: the tallies of a course are changed by one transaction at a time.

Whoever hands in leaves `tallied_at` empty, and that is the queue: nothing is lost when a process dies in the middle,
since an attempt is counted and marked in one transaction. See docs/decisions/0039.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt
from lti_tool.competencies import tallying
from lti_tool.competencies.summing import sum_up
from lti_tool.placements.models import Placement
from lti_tool.work.in_turn import count_each

AT_ONCE = 100
COURSES_AT_ONCE = 100
FOLD_EVERY_S = 5.0


def fold_waiting(session_factory: Callable[[], Session], now: datetime) -> int:
    """Count some of what waits in each course, a hundred attempts in a transaction; return how many were counted.

    Safe with many workers: a course that another one counts is passed over. One that fails does not keep the others
    waiting; the first failure is raised when all were tried.
    """

    def fold(context_id: int) -> int:
        with session_factory() as session:
            counted = fold_course(session, context_id, now)
            session.commit()
            return counted

    return count_each(fold, _courses(session_factory))


def fold_course(session: Session, context_id: int, now: datetime, at_most: int = AT_ONCE) -> int:
    """Count attempts of one course, the longest waiting first; return how many. The caller commits.

    Nothing where somebody else has the course's tallies. What is in somebody's hands (reopened, regraded, erased) is
    left to the next time.
    """
    if not tallying.hold_if_free(session, context_id):
        return 0
    waiting = tallying.waiting_attempts().where(Placement.context_id == context_id)
    free = waiting.order_by(Attempt.submitted_at, Attempt.id).with_for_update(of=Attempt, skip_locked=True)
    attempts = session.scalars(free.limit(at_most).options(selectinload(Attempt.responses))).all()
    ids = [attempt.id for attempt in attempts]
    first = set(session.scalars(tallying.first_attempts().where(Attempt.id.in_(ids)).with_only_columns(Attempt.id)))
    tallying.write(session, context_id, sum_up(session, [each for each in attempts if each.id in first]), 1)
    session.execute(
        update(Attempt).where(Attempt.id.in_(ids)).values(tallied_at=now).execution_options(synchronize_session=False)
    )
    return len(ids)


def counted_until(session: Session, courses: ColumnElement[bool], now: datetime) -> datetime:
    """Until when all that was handed in is counted, at the placements of these courses; now, where nothing waits.

    Read it before the figures that it is said of.
    """
    oldest = tallying.waiting_attempts().where(courses).with_only_columns(func.min(Attempt.submitted_at))
    return session.scalar(oldest) or now


def _courses(session_factory: Callable[[], Session]) -> list[int]:
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        waiting = tallying.waiting_attempts().with_only_columns(Placement.context_id)
        return list(session.scalars(waiting.distinct().limit(COURSES_AT_ONCE)))
