"""When work was handed in, and whether that was late for whoever handed it in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import ClosedBy
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
    return _judge(attempt.submitted_at, attempt.closed_by, attempt.ends_at, attempt.late_at, dates)


def first_hand_ins(session: Session, placement: Placement, user_ids: Collection[int]) -> dict[int, HandIn]:
    """The first one of each of these people at a link, with the module that it shows: one statement."""
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
    )
    first, said = {}, defaultdict[int, dict[int, Said]](dict)
    for row in session.execute(handed_in.order_by(Attempt.submitted_at.desc())):
        first[row.user_id] = row
        if row.SaidDates:
            said[row.user_id][row.SaidDates.id] = as_said(row.SaidDates)
    return {
        user_id: _judge(
            row.submitted_at, row.closed_by, row.ends_at, row.late_at, placement.dates_for(said[user_id].values())
        )
        for user_id, row in first.items()
    }


def _judge(
    submitted_at: datetime, closed_by: str, ends_at: datetime | None, late_at: datetime | None, dates: Dates
) -> HandIn:
    """What the clock handed in was handed in when the time was up, however long nobody looked.

    Where only a closing date is set, somebody with more time than that, or with grace, is not late within it.
    """
    at = ends_at if closed_by == ClosedBy.SWEEP and ends_at else submitted_at
    if dates.due_at:
        return HandIn(at, dates.due_at, at > dates.due_at)
    is_late = dates.closes_at is not None and at > dates.closes_at and (late_at is None or at > late_at)
    return HandIn(at, dates.closes_at, is_late)
