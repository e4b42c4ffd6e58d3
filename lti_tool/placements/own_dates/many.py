"""What is said of the dates of many people of a course, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.branches.models import BranchMember
from lti_tool.lti.models import User
from lti_tool.placements.dates import Said
from lti_tool.placements.models import Placement, SaidDates, as_said

Columns = TypeVarTuple("Columns")
SaidAt = tuple[int | None, Said]
"""A resource link, None for all of the course, and what is said there."""


def said_to_many(
    session: Session, context_id: int, user_ids: Collection[int], link_id: int | None = None
) -> Mapping[int, Sequence[SaidAt]]:
    """What is said to each of these people, or to their branch: at one link and in the course, or at every link."""
    query = with_said(select(User.id, SaidDates).select_from(User), User.id, context_id, link_id)
    found: dict[int, list[SaidAt]] = defaultdict(list)
    for user_id, row in session.execute(query.where(User.id.in_(user_ids), SaidDates.id.is_not(None))):
        found[user_id].append((row.resource_link_id, as_said(row)))
    return found


def with_said(
    query: Select[*Columns], user_id: InstrumentedAttribute[int], context_id: int, link_id: int | None = None
) -> Select[*Columns]:
    """The query with each row that is said to its person, or to their branch; a row is there where nothing is."""
    member = and_(BranchMember.user_id == user_id, BranchMember.context_id == context_id)
    theirs = or_(SaidDates.user_id == user_id, SaidDates.branch_id == BranchMember.branch_id)
    return query.outerjoin(BranchMember, member).outerjoin(SaidDates, and_(theirs, _where(context_id, link_id)))


def _where(context_id: int, link_id: int | None) -> ColumnElement[bool]:
    in_course = SaidDates.context_id == context_id
    if link_id is not None:
        return or_(in_course, SaidDates.resource_link_id == link_id)
    links = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    return or_(in_course, SaidDates.resource_link_id.in_(links))
