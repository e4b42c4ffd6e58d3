"""Attempts, responses, and the immutable copies of the content that they were made on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base, JSONType
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement


class ContentSnapshot(Base):
    """An item exactly as it was when first used, by its digest: editing a file never changes an old result."""

    __tablename__ = "content_snapshots"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Attempt(Base):
    """One person's go at a placement's quiz.

    `drawn` lists, in the order shown: item id, version, digest and option order. `points` and `points_possible`
    are quiz points (1 per item), set at submission.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("placement_id", "user_id", "number"),
        Index(
            "ix_attempts_one_open",
            "placement_id",
            "user_id",
            "module_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        CheckConstraint("points is null or (points >= 0 and points <= points_possible)", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    module_id: Mapped[str] = mapped_column(String(100))
    module_digest: Mapped[str] = mapped_column(String(64))
    module_title: Mapped[str] = mapped_column(Text)
    quiz_title: Mapped[str] = mapped_column(Text)
    pass_points: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    drawn: Mapped[list[dict[str, Any]]] = mapped_column(JSONType)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    points: Mapped[float | None] = mapped_column(Numeric(8, 4, asdecimal=False))
    points_possible: Mapped[int]

    placement: Mapped[Placement] = relationship()
    user: Mapped[User] = relationship()
    responses: Mapped[list[Response]] = relationship(
        back_populates="attempt", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def passed(self) -> bool:
        """Whether the points reached the pass mark that was in force when the attempt began."""
        return self.points is not None and self.points >= self.pass_points


class Response(Base):
    """The newest answer to one item of an attempt: the ids of the chosen options."""

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(100))
    chosen: Mapped[list[str]]
    saved_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship(back_populates="responses")
