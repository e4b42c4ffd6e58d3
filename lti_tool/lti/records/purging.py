"""What strangers and anonymous people leave is bounded, and old launches can be told from those that matter.

What launches taught us about people and links is in rows of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.db import absent
from lti_tool.lti.models import (
    ANONYMOUS,
    IS_ANONYMOUS,
    NONCE_LENGTH,
    AccessToken,
    Launch,
    RegistrationInvitation,
    SetupRefusal,
    User,
)

MOST_REFUSALS = 5_000  # anybody can be refused, as often as they like
CHOICES_KEPT = timedelta(minutes=10)  # made in a tab of its own, and taken by the frame that opened it
ANONYMOUS_KEPT = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=30)  # after they ran out
PEOPLE_AT_ONCE = 200


def purge(session: Session, now: datetime) -> bool:
    """Delete tokens, invitations and choices that are long over, and refusals beyond the newest; the caller commits.

    There are few of each; False, since none is left.
    """
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    session.execute(delete(RegistrationInvitation).where(RegistrationInvitation.expires_at < now - INVITATIONS_KEPT))
    session.execute(update(Launch).where(Launch.chosen_at < now - CHOICES_KEPT).values(chosen=None, chosen_at=None))
    newest_first = select(SetupRefusal.at).order_by(SetupRefusal.at.desc())
    if too_many := session.scalar(newest_first.offset(MOST_REFUSALS).limit(1)):
        session.execute(delete(SetupRefusal).where(SetupRefusal.at <= too_many))
    return False


def purge_anonymous(session: Session, now: datetime, may_go: ColumnElement[bool]) -> bool:
    """Delete some of those who came without an id, with their work; whether more may be left. The caller commits.

    They are somebody new each time: nobody finds that work again. So whoever came first is looked at first, and no more
    once all of those came lately.
    """
    is_anonymous = User.id_on_platform.like(f"{ANONYMOUS}{'_' * NONCE_LENGTH}")
    first = select(User.id).where(IS_ANONYMOUS, is_anonymous, may_go).order_by(User.id).limit(PEOPLE_AT_ONCE).subquery()
    came = select(Launch.id).where(Launch.user_id == first.c.id, Launch.last_seen_at >= now - ANONYMOUS_KEPT)
    gone = session.scalars(select(first.c.id).where(absent(came))).all()
    if gone:
        session.execute(delete(User).where(User.id.in_(gone)).execution_options(synchronize_session=False))
    return bool(gone)


def is_old_launch(before: datetime) -> ColumnElement[bool]:
    """Launches from before a moment, but for each person's last one of those at each link, which “last here” shows."""
    newer = aliased(Launch)
    is_not_the_last = (
        select(newer.id)
        .where(
            newer.user_id == Launch.user_id,
            func.coalesce(newer.resource_link_id, 0) == func.coalesce(Launch.resource_link_id, 0),
            newer.created_at > Launch.created_at,
            newer.created_at < before,
        )
        .exists()
    )
    return and_(Launch.created_at < before, is_not_the_last)
