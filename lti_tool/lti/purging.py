"""Old launches are forgotten; what they taught us about people and links is in rows of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from lti_tool.lti.models import AccessToken, Launch, SetupRefusal

KEPT = timedelta(hours=24)  # twice the longest session, and far longer than any login state
REFUSALS_KEPT = timedelta(days=30)


def purge(session: Session, now: datetime) -> None:
    """Delete launches, access tokens and refusals that are long over; the caller commits.

    Each person's last launch of each link stays: it is what “last here” shows.
    """
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    session.execute(delete(SetupRefusal).where(SetupRefusal.at < now - REFUSALS_KEPT))
    newer = aliased(Launch)
    is_not_the_last = (
        select(newer.id)
        .where(
            newer.user_id == Launch.user_id,
            func.coalesce(newer.resource_link_id, 0) == func.coalesce(Launch.resource_link_id, 0),
            newer.created_at > Launch.created_at,
        )
        .exists()
    )
    session.execute(delete(Launch).where(Launch.created_at < now - KEPT, is_not_the_last))
