"""What strangers and anonymous people leave is bounded, and old launches are forgotten.

What launches taught us about people and links is in rows of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.lti.models import (
    ANONYMOUS,
    NONCE_LENGTH,
    AccessToken,
    Launch,
    RegistrationInvitation,
    SetupRefusal,
    User,
)

KEPT = timedelta(hours=24)  # twice the longest session, and far longer than any login state
REFUSALS_KEPT = timedelta(days=30)
MOST_REFUSALS = 5_000  # anybody can be refused, as often as they like
CHOICES_KEPT = timedelta(minutes=10)  # made in a tab of its own, and taken by the frame that opened it
ANONYMOUS_KEPT = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=30)  # after they ran out


def purge(session: Session, now: datetime) -> None:
    """Delete launches, tokens, refusals and invitations that are long over; the caller commits.

    Each person's last launch of each link stays: it is what “last here” shows.
    """
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    session.execute(delete(RegistrationInvitation).where(RegistrationInvitation.expires_at < now - INVITATIONS_KEPT))
    _purge_refusals(session, now)
    _purge_launches(session, now)


def purge_anonymous(session: Session, now: datetime, keeping: Select[int]) -> None:
    """Delete whoever came without an id, but for those to keep, with their work; the caller commits.

    They are somebody new each time: nobody finds that work again.
    """
    came = select(Launch.id).where(Launch.user_id == User.id, Launch.last_seen_at >= now - ANONYMOUS_KEPT).exists()
    is_anonymous = User.id_on_platform.like(f"{ANONYMOUS}{'_' * NONCE_LENGTH}")
    session.execute(delete(User).where(is_anonymous, ~came, User.id.not_in(keeping)))


def _purge_refusals(session: Session, now: datetime) -> None:
    session.execute(delete(SetupRefusal).where(SetupRefusal.at < now - REFUSALS_KEPT))
    newest_first = select(SetupRefusal.at).order_by(SetupRefusal.at.desc())
    if too_many := session.scalar(newest_first.offset(MOST_REFUSALS).limit(1)):
        session.execute(delete(SetupRefusal).where(SetupRefusal.at <= too_many))


def _purge_launches(session: Session, now: datetime) -> None:
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
    session.execute(update(Launch).where(Launch.chosen_at < now - CHOICES_KEPT).values(chosen=None, chosen_at=None))
