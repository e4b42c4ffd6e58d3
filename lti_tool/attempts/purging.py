"""Trials that staff made of a quiz are forgotten after a while: nothing is graded, and nothing counted, by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt

PREVIEWS_KEPT = timedelta(days=30)
AT_ONCE = 200


def purge_previews(session: Session, now: datetime) -> bool:
    """Delete some old preview attempts with their answers; whether more may be left. The caller commits."""
    old = select(Attempt.id).where(Attempt.is_preview, Attempt.started_at < now - PREVIEWS_KEPT)
    gone = session.scalars(old.order_by(Attempt.started_at).limit(AT_ONCE)).all()
    if gone:
        session.execute(delete(Attempt).where(Attempt.id.in_(gone)).execution_options(synchronize_session=False))
    return bool(gone)
