"""What an erase does not reach: what is in the LMS, and what the LMS will say again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, Membership
from lti_tool.privacy.held.platforms import OF_NO_COURSE
from lti_tool.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Outside:
    """How many scores the LMS was given, and by their names the courses whose rosters bring the person back.

    `listing` had them when they were last read; `unread` were never read, and may have them.
    """

    scores: int
    listing: Sequence[str]
    unread: Sequence[str]


def find_outside(session: Session, person: Person) -> Outside:
    """What of this person is the LMS's."""
    given = select(func.count()).where(
        ScoreDelivery.user_id.in_(person.user_ids), ScoreDelivery.delivered_at.is_not(None)
    )
    return Outside(
        session.scalar(given) or 0,
        _courses(session, person, Membership.is_on_roster.is_(True), Membership.is_active.is_(True)),
        _courses(session, person, Context.roster_read_at.is_(None), Context.memberships_url.is_not(None)),
    )


def _courses(session: Session, person: Person, *which: ColumnElement[bool]) -> list[str]:
    query = (
        select(Context.title, Context.id_on_platform)
        .join(Membership, Membership.context_id == Context.id)
        .where(Membership.user_id.in_(person.user_ids), Context.id_on_platform.not_like(f"{OF_NO_COURSE}%"), *which)
        .order_by(Context.title, Context.id)
    )
    return [title or name for title, name in session.execute(query)]
