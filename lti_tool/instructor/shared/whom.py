"""Whom a change touches, by count and some by name, for the page on which it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import BranchMember
from lti_tool.lti.models import Membership, User

NAMED = 8
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Whom:
    """So many people, and the first of them by name; a name that the LMS does not share is empty."""

    count: int
    names: tuple[str, ...]

    @property
    def unnamed(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def name_people(session: Session, user_ids: Collection[int]) -> Whom:
    """These people."""
    ids = sorted(user_ids)
    names: list[str] = []
    for start in range(0, len(ids), CHUNK):
        names += session.scalars(select(User.name).where(User.id.in_(ids[start : start + CHUNK]))).all()
    return Whom(len(ids), tuple(sorted(filter(None, names), key=str.casefold)[:NAMED]))


def learners(session: Session, context_id: int, branch_id: int | None = None) -> Whom:
    """The learners of a course, or those of one branch."""
    query = select(User.name).join(Membership, Membership.user_id == User.id)
    query = query.where(
        Membership.context_id == context_id, Membership.is_staff.is_(False), Membership.is_active.is_(True)
    )
    if branch_id is not None:
        in_branch = (BranchMember.user_id == User.id) & (BranchMember.context_id == context_id)
        query = query.join(BranchMember, in_branch).where(BranchMember.branch_id == branch_id)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    named = query.where(User.name != "").order_by(func.lower(User.name), User.id).limit(NAMED)
    return Whom(count, tuple(session.scalars(named)))
