"""Answers to surveys, kept apart from who gave them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


def _draw_key() -> str:
    return secrets.token_hex(16)


class SurveyAnswer(Base):
    """What somebody of a course answered: no person, no time but the day, and a key drawn at random.

    No number counts up as people answer, so nothing in these columns tells who answered when. (Postgres itself keeps
    rows in the order they came; only whoever operates the database sees that.)
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
