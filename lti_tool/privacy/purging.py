"""Answered requests are forgotten after the years in which somebody may ask how they were answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.privacy.models import ErasureRequest

REQUESTS_KEPT = timedelta(days=3 * 365)  # after they were answered


def purge_requests(session: Session, now: datetime) -> bool:
    """Delete requests that were answered long ago; False, since none is left. The caller commits."""
    session.execute(delete(ErasureRequest).where(ErasureRequest.decided_at < now - REQUESTS_KEPT))
    return False
