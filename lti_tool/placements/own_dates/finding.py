"""Which dates of their own people and branches of a course have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.lti.models import Launch, User
from lti_tool.placements.accommodations import placements_with_dates
from lti_tool.placements.dates import Said, Source
from lti_tool.placements.models import Placement, SaidDates, as_said
from lti_tool.placements.own_dates.setting import Whose

MOST_LISTED = 50
NOBODY = 0


def own_dates_of(session: Session, context_id: int, whose: Whose) -> dict[int | None, Said]:
    """What is set for a person or a branch, by the link's placement; None is all of the course."""
    query = select(SaidDates, Placement.id).outerjoin(
        Placement, Placement.resource_link_id == SaidDates.resource_link_id
    )
    mine = query.where(whose.is_theirs(), _in_course(context_id))
    return {placement_id: as_said(row) for row, placement_id in session.execute(mine)}


def said_to(session: Session, context_id: int, whose: Whose) -> dict[Placement, list[Said]]:
    """Every placement of a course with what is said there: to a person in all, or to a branch as its own."""
    if whose.user_id is not None:
        return placements_with_dates(session, context_id, whose.user_id)
    own = own_dates_of(session, context_id, whose)
    links = placements_with_dates(session, context_id, NOBODY)
    return {each: [dates for at, dates in own.items() if at in (None, each.id)] for each in links}


@dataclass(frozen=True, slots=True)
class OwnDates:
    """Dates that somebody has of their own: a person, or else a branch."""

    said: Said
    user: User | None
    branch: Branch | None


def own_dates_at(session: Session, launch: Launch, placement: Placement) -> tuple[Sequence[OwnDates], int]:
    """Whose dates at a link are their own, also by what was set for the course: branches, then people by name.

    MOST_LISTED at most; and how many there are.
    """
    at = or_(SaidDates.resource_link_id == placement.resource_link_id, SaidDates.context_id == launch.context_id)
    query = (
        select(SaidDates, User, Branch)
        .outerjoin(User, User.id == SaidDates.user_id)
        .outerjoin(Branch, Branch.id == SaidDates.branch_id)
        .where(at, SaidDates.source != Source.LMS)
    )
    ordered = query.order_by(Branch.name.is_(None), Branch.name, User.name, SaidDates.id)
    listed = [OwnDates(as_said(row), user, branch) for row, user, branch in session.execute(ordered.limit(MOST_LISTED))]
    if len(listed) < MOST_LISTED:
        return listed, len(listed)
    return listed, session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _in_course(context_id: int) -> ColumnElement[bool]:
    links = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    return or_(SaidDates.context_id == context_id, SaidDates.resource_link_id.in_(links))


def has_branch_dates(session: Session, context_id: int) -> bool:
    """Whether any branch of a course has dates of its own."""
    branches = select(Branch.id).where(Branch.context_id == context_id)
    return session.scalar(select(SaidDates.id).where(SaidDates.branch_id.in_(branches)).limit(1)) is not None
