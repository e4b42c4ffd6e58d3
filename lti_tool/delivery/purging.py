"""How a score was sent is kept for half a year; what became of it stays with the score."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.delivery.models import DeliveryTry

TRIES_KEPT = timedelta(days=180)
AT_ONCE = 1_000


def purge_tries(session: Session, now: datetime) -> bool:
    """Delete some old tries; whether more may be left. The caller commits.

    They are numbered as they were made, so the first ones are the oldest: no index by date is needed to find them.
    """
    first = select(DeliveryTry.id, DeliveryTry.at).order_by(DeliveryTry.id).limit(AT_ONCE).subquery()
    gone = session.scalars(select(first.c.id).where(first.c.at < now - TRIES_KEPT)).all()
    if gone:
        session.execute(
            delete(DeliveryTry).where(DeliveryTry.id.in_(gone)).execution_options(synchronize_session=False)
        )
    return bool(gone)
