"""What an erase does not reach: what is in the LMS, and what the LMS will say again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, Membership
from lti_tool.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Outside:
    """How many scores the LMS was given, and the courses whose roster had the person when it was last read."""

    scores: int
    rosters: Sequence[str]


def find_outside(session: Session, person: Person) -> Outside:
    """What of this person is the LMS's."""
    given = select(func.count()).where(
        ScoreDelivery.user_id.in_(person.user_ids), ScoreDelivery.delivered_at.is_not(None)
    )
    listed = (
        select(Context.title, Context.id_on_platform)
        .join(Membership, Membership.context_id == Context.id)
        .where(Membership.user_id.in_(person.user_ids), Membership.is_on_roster, Membership.is_active)
        .order_by(Context.title, Context.id)
    )
    rosters = [title or name for title, name in session.execute(listed)]
    return Outside(session.scalar(given) or 0, rosters)
