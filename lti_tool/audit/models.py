"""The audit log: append-only lines; never a secret, never a whole token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from lti_tool.audit.actor import LONGEST_NAME, LONGEST_VIA, Actor
from lti_tool.db import Base


class AuditEvent(Base):
    """One thing that happened: who did it, an action as a code, and its facts.

    What happened in one course carries its `context_id`, and its instructors may read it; the rest is the operator's.
    `undoes_id` is the change that it took back: each is taken back once at most, and that may be taken back, too.
    `actor_before` and `detail` are for the previous version, which may run beside this one; a row that it wrote
    meanwhile has no `facts`, and its actor has no kind.
    """

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(16), server_default="")
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(LONGEST_NAME), server_default="")
    actor_via: Mapped[str] = mapped_column(String(LONGEST_VIA), server_default="")
    actor: Mapped[Actor] = composite(Actor, "actor_kind", "actor_id", "actor_name", "actor_via")
    action: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any] | None]
    context_id: Mapped[int | None] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("audit_events.id", ondelete="SET NULL"), unique=True)
    actor_before: Mapped[str] = mapped_column("actor", String(255))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def told(self) -> dict[str, Any]:
        """The facts; none of a row that the previous version wrote."""
        return self.facts or {}
