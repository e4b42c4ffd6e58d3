"""Trials that staff made of a quiz are forgotten after a while: nothing is graded, and nothing counted, by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt

PREVIEWS_KEPT = timedelta(days=30)


def purge_previews(session: Session, now: datetime) -> None:
    """Delete old preview attempts with their answers; the caller commits."""
    session.execute(delete(Attempt).where(Attempt.is_preview, Attempt.started_at < now - PREVIEWS_KEPT))
