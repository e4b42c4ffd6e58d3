"""What is kept of the activities that a person did in a course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base

KINDS = (
    "rewrite",
    "sort",
    "reflection",
    "self_assessment",
    "checklist",
    "scenario",
    "survey",
    "moment",
    "reveal",
    "spot",
)


class ActivityState(Base):
    """What one person has done so far in one activity of one course; its shape depends on the kind.

    For a survey it says only that it was answered, not when, and it has no row number that would give away the order of
    answering. The answers are kept elsewhere, and nothing here leads to them. Skipped for now, on purpose, stays noted
    when it is done later.
    """

    __tablename__ = "activity_states"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint("(kind = 'survey') = (updated_at is null)", name="survey_has_no_time"),
        {"sqlite_with_rowid": False},  # a rowid would count up as people answer
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True, index=True)
    activity_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[dict[str, Any]]
    is_skipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    updated_at: Mapped[datetime | None]
