"""Every answer that was handed in at a link, with whose it is and what it earned; read in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import Marked, marked_items
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.lti.models import Membership, User
from lti_tool.placements.dates import Source
from lti_tool.placements.models import Placement, SaidDates, as_said

BATCH = 100


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One attempt that was handed in: `person` is a row with whose it is, `due_at` when it was due for them."""

    person: Any
    attempt: Attempt
    due_at: datetime | None
    answers: list[Marked]

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after it was due for this person, as their dates are now."""
        at = self.attempt.submitted_at
        return bool(self.due_at and at and at > self.due_at)


def count_handed_in(session: Session, placement: Placement) -> int:
    """How many attempts the file has."""
    return session.scalar(select(func.count()).select_from(_handed_in(placement).subquery())) or 0


def all_answers(session: Session, placement: Placement) -> Iterator[HandedIn]:
    """Each attempt of a learner that was handed in at the link, person by person in the order of their names."""
    wanted = _handed_in(placement).options(selectinload(Attempt.responses)).execution_options(yield_per=BATCH)
    for rows in session.execute(wanted).partitions():
        due = _due_at(session, placement, {row.Attempt.user_id: row.branch_id for row in rows})
        for row in rows:
            answers = marked_items(session, row.Attempt)
            yield HandedIn(row, row.Attempt, due[row.Attempt.user_id], answers)
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
            BranchMember.branch_id,
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


def _due_at(session: Session, placement: Placement, people: dict[int, int | None]) -> dict[int, datetime | None]:
    """When the link is due, or else closes, for each of these people; `people` has their branches."""
    said = _said(session, placement, people)
    found = {}
    for user_id, branch_id in people.items():
        own = [each for each in said if each.user_id == user_id or (branch_id and each.branch_id == branch_id)]
        dates = placement.dates_for(map(as_said, own))
        found[user_id] = dates.due_at or dates.closes_at
    return found


def _said(session: Session, placement: Placement, user_ids: Collection[int]) -> list[SaidDates]:
    about = or_(SaidDates.user_id.in_(user_ids), SaidDates.source == Source.BRANCH)
    return list(
        session.scalars(select(SaidDates).where(SaidDates.resource_link_id == placement.resource_link_id, about))
    )
