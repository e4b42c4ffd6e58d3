"""What the person of a launch did in their course, for the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.audit import Actor, AuditEvent, CourseAction, Fact, record_event
from lti_tool.lti.models import Launch


def record_change(session: Session, launch: Launch, action: CourseAction, now: datetime, **facts: Fact) -> AuditEvent:
    """Add a line to the log of the launch's course. The caller commits."""
    actor = Actor.user(launch.user_id)
    return record_event(session, action, actor=actor, now=now, context_id=launch.context_id, **facts)
