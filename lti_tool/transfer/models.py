"""What somebody takes from a module to their own desk, and what others saw of it. Nothing here is graded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base, JSONType
from lti_tool.lti.models import User

COLLEAGUE, MENTOR, STAFF = "colleague", "mentor", "staff"
CHECKED_AS = (COLLEAGUE, MENTOR, STAFF)
"""A colleague has no page: the learner enters what they said. The LMS names mentors; staff are those of the course."""


class Agreement(Base):
    """What somebody agreed on with their manager before a course; instructors see it only if it `is_shared`."""

    __tablename__ = "agreements"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True, index=True)
    better_at: Mapped[str] = mapped_column(Text)
    time_for_it: Mapped[str] = mapped_column(Text)
    talk_at: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool]
    updated_at: Mapped[datetime]


class WorkSample(Base):
    """Real work from somebody's desk, as text, as a link, or as both; a link is never fetched."""

    __tablename__ = "work_samples"
    __table_args__ = (Index("ix_work_samples_whose", "user_id", "context_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    handed_in_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class DeskCheck(Base):
    """Three lines that somebody held against a piece of work, or, without one, against what they saw at the desk.

    `lines` are pairs of a line, in the words that whoever checked it read, and whether it was met, or seen.
    """

    __tablename__ = "desk_checks"
    __table_args__ = (
        Index("ix_desk_checks_whose", "user_id", "context_id", "module_id"),
        UniqueConstraint("sample_id", "checked_as"),
        CheckConstraint(f"checked_as in {CHECKED_AS}", name="checked_as"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[str] = mapped_column(String(100))
    sample_id: Mapped[int | None] = mapped_column(ForeignKey("work_samples.id", ondelete="CASCADE"))
    checked_as: Mapped[str] = mapped_column(String(10))
    lines: Mapped[list[list[str | bool]]] = mapped_column(JSONType)
    note: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    checked_at: Mapped[datetime]

    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])

    @property
    def met(self) -> int:
        """How many of the lines were met, or seen."""
        return sum(bool(is_met) for _, is_met in self.lines)


class DeskCount(Base):
    """How often something happened in a week at somebody's desk: before the module, after it, and much later."""

    __tablename__ = "desk_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True, index=True)
    module_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    counted_before: Mapped[int | None]
    counted_after: Mapped[int | None]
    counted_later: Mapped[int | None]
    updated_at: Mapped[datetime]
