"""Who came without an id is forgotten after a while, but for those whose certificate somebody may check."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.certificates.models import Certificate
from lti_tool.lti.records.purging import purge_anonymous


def purge_people(session: Session, now: datetime) -> None:
    """Delete anonymous people of long ago who hold no certificate; the caller commits."""
    purge_anonymous(session, now, keeping=select(Certificate.user_id))
