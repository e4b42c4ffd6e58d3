"""A placement: what of ours a resource link shows, and how."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import ResourceLink, User
from lti_tool.placements.settings import QuizSettings


class Placement(Base):
    """The module one resource link shows; there is none until somebody, or the link's own `custom`, chose it."""

    __tablename__ = "placements"
    __table_args__ = (CheckConstraint("score_maximum between 1 and 100", name="score_maximum"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_links.id", ondelete="CASCADE"), unique=True)
    module_id: Mapped[str] = mapped_column(String(100))
    score_maximum: Mapped[int] = mapped_column(default=100)
    quiz_settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]

    resource_link: Mapped[ResourceLink] = relationship()

    @property
    def settings(self) -> QuizSettings:
        """How its quiz is taken."""
        return QuizSettings.model_validate(self.quiz_settings)


class Accommodation(Base):
    """What one person needs to show what they know, set once for the whole course.

    `time_factor` multiplies every time limit (1.5 = half as long again); `extra_attempts` come on top of every quiz's.
    """

    __tablename__ = "accommodations"
    __table_args__ = (
        UniqueConstraint("context_id", "user_id"),
        CheckConstraint("time_factor between 1 and 10", name="time_factor"),
        CheckConstraint("extra_attempts between 0 and 20", name="extra_attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    time_factor: Mapped[float] = mapped_column(Numeric(4, 2, asdecimal=False), default=1)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship()
