"""The audit log: append-only lines; never a secret, never a whole token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.db import Base

MAXIMUM_TEXT = 500


class AuditEvent(Base):
    """One thing that happened: `action` in the form noun.verb, `actor` in words, `detail` small and harmless.

    What happened in one course carries its `context_id`, and its instructors may read it; the rest is the operator's.
    """

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    context_id: Mapped[int | None] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)


def record_event(
    session: Session, action: str, *, actor: str, now: datetime, context_id: int | None = None, **detail: object
) -> AuditEvent:
    """Add a line to the log within the caller's transaction; long values are cut."""
    clean = {key: str(value)[:MAXIMUM_TEXT] for key, value in detail.items() if value is not None}
    event = AuditEvent(at=now, actor=actor[:255], action=action, detail=clean, context_id=context_id)
    session.add(event)
    return event
