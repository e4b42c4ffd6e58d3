"""What long work a course has been asked for, and how far it is; and whose turn each chore of the background is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base, HasReason


class WorkState(StrEnum):
    """Where a piece of work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ContextWork(HasReason, Base):
    """The latest piece of work of one kind in one course; a second wish while it waits or runs is the same one.

    `wish` says what it is to be of: lists of ids, by the work's own names for them. `done` of `total` are whatever the
    work counts (0: not known yet). While it runs a lease is out; when that is over its worker has died, and the next
    one begins again. `reason` says why it failed.
    """

    __tablename__ = "course_work"
    __table_args__ = (CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),)

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(String(8), default=WorkState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    reason_before: Mapped[str] = mapped_column("reason", Text, default="", deferred=True)
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will change by itself."""
        return self.state in (WorkState.DONE, WorkState.FAILED)


class ChoreTurn(Base):
    """Whose turn it is to do a chore, of all processes: `holder` has it until `held_until`.

    `due_at` is when it is next to be done. `places` says how far each round that the chore makes through a table has
    come, by the chore's own names: the last key that was looked at.
    """

    __tablename__ = "chore_turns"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(String(64), default="", server_default="")
    held_until: Mapped[datetime | None]
    places: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
