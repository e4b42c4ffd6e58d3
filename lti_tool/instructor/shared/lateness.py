"""When work was handed in, and whether that was late for whoever handed it in.

There is one rule, for the rows of a page (`judge`) and within a statement (`was_late`). Where only a closing date is
set, somebody with more time than that, or with grace, is not late within it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import handed_in_at
from lti_tool.placements.course_terms import since_term
from lti_tool.placements.dates import Dates
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.many import dates_of_many
from lti_tool.progress.models import LearnerProgress

First = tuple[datetime | None, datetime | None]
Moment = ColumnElement[datetime | None] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class HandIn:
    """When something was handed in, what it was due by, if anything, and whether it came after that."""

    at: datetime
    due_at: datetime | None
    is_late: bool


def hand_in_of(attempt: Attempt, dates: Dates) -> HandIn | None:
    """That of one attempt under its person's dates; None while it is open."""
    at = handed_in_at(attempt)
    return judge(at, attempt.late_at, dates.due_at, dates.closes_at) if at else None


def first_hand_ins(session: Session, placement: Placement, summaries: Collection[LearnerProgress]) -> dict[int, HandIn]:
    """The first one of each of these people at a link in the present term, with the module that it shows.

    It takes one statement, and another where the release before wrote a summary.
    """
    first = {each.user_id: (each.first_handed_in_at, each.first_late_at) for each in summaries if each.submitted}
    if not first:
        return {}
    first |= _asked(session, placement, [user_id for user_id, (at, _late_at) in first.items() if at is None])
    dates = dates_of_many(session, placement, first)
    return {
        user_id: judge(at, late_at, dates[user_id].due_at, dates[user_id].closes_at)
        for user_id, (at, late_at) in first.items()
        if at
    }


def _asked(session: Session, placement: Placement, user_ids: Collection[int]) -> dict[int, First]:
    """The same of whose summary does not say it."""
    if not user_ids:
        return {}
    query = select(Attempt.user_id, Attempt.submitted_at, Attempt.closed_by, Attempt.ends_at, Attempt.late_at).where(
        Attempt.placement_id == placement.id,
        Attempt.module_id == placement.module_id,
        Attempt.user_id.in_(user_ids),
        Attempt.submitted_at.is_not(None),
        Attempt.is_preview.is_(False),
        *since_term(placement, Attempt.started_at),
    )
    rows = session.execute(query.order_by(Attempt.submitted_at.desc()))
    return {row.user_id: (handed_in_at(row), row.late_at) for row in rows}


def judge(at: datetime, late_at: datetime | None, due_at: datetime | None, closes_at: datetime | None) -> HandIn:
    """That of what was handed in `at`, with grace until `late_at`, by the dates that hold for its person."""
    if due_at:
        return HandIn(at, due_at, at > due_at)
    is_late = closes_at is not None and at > closes_at and (late_at is None or at > late_at)
    return HandIn(at, closes_at, is_late)


def was_late(at: Moment, late_at: Moment, due_at: Moment, closes_at: Moment) -> ColumnElement[bool]:
    """The rule of `judge` in SQL, of what was handed in `at`, with grace until `late_at`; null where no date holds."""
    is_over = or_(late_at.is_(None), at > late_at)
    return case((due_at.is_not(None), at > due_at), else_=and_(at > closes_at, is_over))
