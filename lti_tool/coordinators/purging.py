"""Invitations that ran out long ago are forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.coordinators.models import CoordinatorInvitation
from lti_tool.lti.records.purging import INVITATIONS_KEPT


def purge_invitations(session: Session, now: datetime) -> bool:
    """Delete them, whether they were taken up or not; False, since none is left. The caller commits."""
    session.execute(delete(CoordinatorInvitation).where(CoordinatorInvitation.expires_at < now - INVITATIONS_KEPT))
    return False
