"""Answers to surveys, kept apart from who gave them, and what people share with or without their name."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import User
from lti_tool.reasons import Reason


def _draw_key() -> str:
    return secrets.token_hex(16)


class SurveyAnswer(Base):
    """What somebody in a course answered: no person, no time except the day, and a key drawn at random.

    No number counts up as people answer, so nothing in these columns tells who answered when. (Postgres itself keeps
    rows in the order they came; only whoever operates the database sees that.) `is_told` is false while it waits for
    so many others that the next results tell of all of them together. `branch_id` is the branch of all with whom it is
    told, or waits to be; None for those of a small branch or none, and for those told without one.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index("ix_survey_answers_context_id", "context_id", "activity_id"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=_draw_key)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    activity_id: Mapped[str] = mapped_column(String(100))
    answered_on: Mapped[date]
    answers: Mapped[dict[str, Any]]
    is_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branches.id", ondelete="SET NULL"), index=True)


class Contribution(Base):
    """A policy link or an idea that somebody shares with the course; learners see it once an instructor let it in.

    `credit` is the name to show, empty where none was wanted. `link_found` is what the last check of the link found,
    false where nobody has looked yet.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        Index("ix_contributions_gallery", "context_id", "state", "created_at"),
        CheckConstraint("kind in ('link', 'idea')", name="kind"),
        CheckConstraint("state in ('waiting', 'shown', 'declined')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    background: Mapped[str] = mapped_column(Text, default="")
    credit: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    answer: Mapped[str] = mapped_column(Text, default="")
    link_code: Mapped[str] = mapped_column(String(64), default="", server_default="")
    link_params: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    link_before: Mapped[str] = mapped_column("link_state", Text, default="", deferred=True)
    link_checked_at: Mapped[datetime | None]
    moderated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    moderated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    link_found: Mapped[Reason] = composite(Reason, "link_code", "link_params")
