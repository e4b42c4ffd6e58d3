"""What is said of the dates of many people of a course, in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import BranchMember
from lti_tool.placements.dates import Said
from lti_tool.placements.models import Placement, SaidDates, as_said

SaidAt = tuple[int | None, Said]
"""A resource link, None for all of the course, and what is said there."""


def said_to_many(
    session: Session, context_id: int, user_ids: Collection[int], link_id: int | None = None
) -> Mapping[int, Sequence[SaidAt]]:
    """What is said to each of these people, or to their branch: at one link and in the course, or at every link."""
    found: dict[int, list[SaidAt]] = defaultdict(list)
    where = _where(context_id, link_id)
    for row in session.scalars(select(SaidDates).where(where, SaidDates.user_id.in_(user_ids))):
        found[row.user_id or 0].append((row.resource_link_id, as_said(row)))
    of_branch = (
        select(BranchMember.user_id, SaidDates)
        .join(SaidDates, SaidDates.branch_id == BranchMember.branch_id)
        .where(where, BranchMember.context_id == context_id, BranchMember.user_id.in_(user_ids))
    )
    for user_id, row in session.execute(of_branch):
        found[user_id].append((row.resource_link_id, as_said(row)))
    return found


def _where(context_id: int, link_id: int | None) -> ColumnElement[bool]:
    in_course = SaidDates.context_id == context_id
    if link_id is not None:
        return or_(in_course, SaidDates.resource_link_id == link_id)
    links = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    return or_(in_course, SaidDates.resource_link_id.in_(links))
