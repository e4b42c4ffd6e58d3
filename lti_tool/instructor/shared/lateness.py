"""When work was handed in, and whether that was late for whoever handed it in.

There is one rule, for the rows of a page (`judge`) and within a statement (`was_late`). What the clock handed in was
handed in when the time was up, however long nobody looked. Where only a closing date is set, somebody with more time
than that, or with grace, is not late within it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import ClosedBy
from lti_tool.placements.course_terms import since_term
from lti_tool.placements.dates import Dates, Said
from lti_tool.placements.models import Placement, SaidDates, as_said
from lti_tool.placements.own_dates.many import with_said


@dataclass(frozen=True, slots=True)
class HandIn:
    """When something was handed in, what it was due by, if anything, and whether it came after that."""

    at: datetime
    due_at: datetime | None
    is_late: bool


def hand_in_of(attempt: Attempt, dates: Dates) -> HandIn | None:
    """That of one attempt under its person's dates; None while it is open."""
    if attempt.submitted_at is None:
        return None
    return judge(attempt, dates.due_at, dates.closes_at)


def first_hand_ins(session: Session, placement: Placement, user_ids: Collection[int]) -> dict[int, HandIn]:
    """The first one of each of these people at a link in the present term, with the module that it shows.

    It takes one statement.
    """
    if not user_ids:
        return {}
    query = select(
        Attempt.user_id, Attempt.submitted_at, Attempt.closed_by, Attempt.ends_at, Attempt.late_at, SaidDates
    ).select_from(Attempt)
    handed_in = with_said(query, Attempt.user_id, placement.context_id, placement.resource_link_id).where(
        Attempt.placement_id == placement.id,
        Attempt.module_id == placement.module_id,
        Attempt.user_id.in_(user_ids),
        Attempt.submitted_at.is_not(None),
        Attempt.is_preview.is_(False),
        *since_term(placement, Attempt.started_at),
    )
    first, said = {}, defaultdict[int, dict[int, Said]](dict)
    for row in session.execute(handed_in.order_by(Attempt.submitted_at.desc())):
        first[row.user_id] = row
        if row.SaidDates:
            said[row.user_id][row.SaidDates.id] = as_said(row.SaidDates)
    dates = {user_id: placement.dates_for(said[user_id].values()) for user_id in first}
    return {user_id: judge(row, dates[user_id].due_at, dates[user_id].closes_at) for user_id, row in first.items()}


def judge(handed_in: Any, due_at: datetime | None, closes_at: datetime | None) -> HandIn:
    """That of an attempt that was handed in, or of a row with its columns, by the dates that hold for its person."""
    by_clock = handed_in.closed_by == ClosedBy.SWEEP and handed_in.ends_at
    at = handed_in.ends_at if by_clock else handed_in.submitted_at
    if due_at:
        return HandIn(at, due_at, at > due_at)
    is_late = closes_at is not None and at > closes_at and (handed_in.late_at is None or at > handed_in.late_at)
    return HandIn(at, closes_at, is_late)


def was_late(
    attempt: type[Attempt], due_at: ColumnElement[datetime | None], closes_at: ColumnElement[datetime | None]
) -> ColumnElement[bool]:
    """The rule of `judge` in SQL; null where no date holds."""
    by_clock = and_(attempt.closed_by == ClosedBy.SWEEP, attempt.ends_at.is_not(None))
    at = case((by_clock, attempt.ends_at), else_=attempt.submitted_at)
    is_over = or_(attempt.late_at.is_(None), at > attempt.late_at)
    return case((due_at.is_not(None), at > due_at), else_=and_(at > closes_at, is_over))
