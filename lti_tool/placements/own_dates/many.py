"""What is said of the dates of many people of a course, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import BranchMember
from lti_tool.lti.models import User
from lti_tool.placements.dates import Dates, Said, Source
from lti_tool.placements.models import Placement, SaidDates, as_said

SaidAt = tuple[int | None, Said]
"""A resource link, None for all of the course, and what is said there."""


def said_to_many(
    session: Session, context_id: int, user_ids: Collection[int], link_id: int | None = None
) -> Mapping[int, Sequence[SaidAt]]:
    """What is said to each of these people, or to their branch: at one link and in the course, or at every link."""
    member = and_(BranchMember.user_id == User.id, BranchMember.context_id == context_id)
    theirs = or_(SaidDates.user_id == User.id, SaidDates.branch_id == BranchMember.branch_id)
    query = select(User.id, SaidDates).select_from(User).outerjoin(BranchMember, member)
    query = query.join(SaidDates, and_(theirs, _where(context_id, link_id))).where(User.id.in_(user_ids))
    found: dict[int, list[SaidAt]] = defaultdict(list)
    for user_id, row in session.execute(query):
        found[user_id].append((row.resource_link_id, as_said(row)))
    return found


def dates_of_many(session: Session, placement: Placement, user_ids: Collection[int]) -> Mapping[int, Dates]:
    """Which dates hold for each of these people at one link."""
    said = said_to_many(session, placement.context_id, user_ids, placement.resource_link_id)
    return placement.dates_for_each({user_id: [each for _link, each in said.get(user_id, ())] for user_id in user_ids})


def heard_at(said: Iterable[SaidAt], link: Placement) -> list[Said]:
    """What is heard at one link, of what is said to one person."""
    return [each for at, each in said if at in (None, link.resource_link_id)]


def own_at(said: Iterable[SaidAt], placement: Placement | None) -> Said:
    """What is set for the person alone at a link, or in all of the course."""
    link_id = placement.resource_link_id if placement else None
    own = (each for at, each in said if at == link_id and each.source == Source.PERSON)
    return next(own, Said(Source.PERSON))


def _where(context_id: int, link_id: int | None) -> ColumnElement[bool]:
    in_course = SaidDates.context_id == context_id
    if link_id is not None:
        return or_(in_course, SaidDates.resource_link_id == link_id)
    links = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    return or_(in_course, SaidDates.resource_link_id.in_(links))
