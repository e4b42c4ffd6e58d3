"""Who came without an id is forgotten after a while, but for those whose certificate somebody may check."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.certificates.models import Certificate
from lti_tool.db import absent
from lti_tool.lti.models import User
from lti_tool.lti.records.purging import purge_anonymous


def purge_people(session: Session, now: datetime) -> bool:
    """Delete some anonymous people of long ago without a certificate; whether more may be left. The caller commits."""
    return purge_anonymous(session, now, absent(select(Certificate.id).where(Certificate.user_id == User.id)))
