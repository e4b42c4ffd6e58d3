"""How a score was sent is kept for half a year; what became of it stays with the score."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.delivery.models import DeliveryTry

TRIES_KEPT = timedelta(days=180)


def purge_tries(session: Session, now: datetime) -> None:
    """Delete old tries; the caller commits."""
    session.execute(delete(DeliveryTry).where(DeliveryTry.at < now - TRIES_KEPT))
