"""Rows that an instructor writes; every saved state is a version that stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base


class OwnContent(Base):
    """An item or a lesson that belongs to one course and is added to one module there.

    `key` is its id in the course's quizzes and lessons, never given twice. `published_version` is what learners meet;
    None is a draft, or what was taken out again.
    """

    __tablename__ = "own_content"
    __table_args__ = (
        UniqueConstraint("context_id", "key"),
        CheckConstraint("kind in ('item', 'lesson')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    module_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(100))
    published_version: Mapped[int | None]
    created_at: Mapped[datetime]

    versions: Mapped[list[OwnVersion]] = relationship(
        order_by="OwnVersion.number", cascade="all, delete-orphan", passive_deletes=True
    )


class OwnVersion(Base):
    """One saved state, in the file format of authors: YAML of an item, Markdown with front matter of a lesson."""

    __tablename__ = "own_versions"
    __table_args__ = (UniqueConstraint("own_content_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    own_content_id: Mapped[int] = mapped_column(ForeignKey("own_content.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]
