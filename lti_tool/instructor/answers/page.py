"""Every answer that was handed in at a link, with whose it is and what it earned; read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import Marked, marked_items
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.instructor.shared.lateness import HandIn, hand_in_of
from lti_tool.lti.models import Membership, User
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.many import dates_of_many

BATCH = 100


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One attempt that was handed in: `person` is a row with whose it is; `hand_in` is judged by their dates now."""

    person: Any
    attempt: Attempt
    hand_in: HandIn
    answers: list[Marked]


def count_handed_in(session: Session, placement: Placement) -> int:
    """How many attempts the file has."""
    return session.scalar(select(func.count()).select_from(_handed_in(placement).subquery())) or 0


def all_answers(session: Session, placement: Placement) -> Iterator[HandedIn]:
    """Each attempt of a learner that was handed in at the link, person by person in the order of their names."""
    wanted = _handed_in(placement).options(selectinload(Attempt.responses)).execution_options(yield_per=BATCH)
    for rows in session.execute(wanted).partitions():
        dates = dates_of_many(session, placement, {row.Attempt.user_id for row in rows})
        for row in rows:
            hand_in = hand_in_of(row.Attempt, dates[row.Attempt.user_id])
            if hand_in:
                yield HandedIn(row, row.Attempt, hand_in, marked_items(session, row.Attempt))
        session.expunge_all()
        placement = session.get_one(Placement, placement.id)


def _handed_in(placement: Placement) -> Any:
    mine = (Membership.user_id == Attempt.user_id) & (Membership.context_id == placement.context_id)
    branch = (BranchMember.user_id == Attempt.user_id) & (BranchMember.context_id == placement.context_id)
    return (
        select(
            Attempt,
            User.name,
            User.email,
            User.id_on_platform,
            Membership.is_active,
            Branch.name.label("branch"),
        )
        .join(User, User.id == Attempt.user_id)
        .join(Membership, mine)
        .outerjoin(BranchMember, branch)
        .outerjoin(Branch, Branch.id == BranchMember.branch_id)
        .where(
            Attempt.placement_id == placement.id,
            Attempt.is_preview.is_(False),
            Attempt.submitted_at.is_not(None),
            Membership.is_staff.is_(False),
        )
        .order_by(func.lower(User.name), Attempt.user_id, Attempt.number)
    )
