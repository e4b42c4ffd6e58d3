"""Writing a line of the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.audit import before
from lti_tool.audit.actions import Action
from lti_tool.audit.actor import Actor
from lti_tool.audit.facts import Fact, as_json
from lti_tool.audit.models import AuditEvent


def record_event(
    session: Session, action: Action, *, actor: Actor, now: datetime, context_id: int | None = None, **facts: Fact
) -> AuditEvent:
    """Add a line to the log within the caller's transaction; `facts.as_json` shortens long facts."""
    stored = as_json(facts)
    event = AuditEvent(
        at=now,
        actor=actor,
        action=action,
        facts=stored,
        context_id=context_id,
        actor_before=before.label(actor),
        detail=before.detail(stored),
    )
    session.add(event)
    return event
