"""Pictures that a course adds to its own lessons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class OwnImage(Base):
    """A picture of a course's own, as WebP that we encoded ourselves.

    `key` is what lessons name it by, and says which bytes they are: equal pictures have equal keys. `alt` is what it
    shows, in words; empty where its author said that it only decorates. Width and height are pixels, `size` bytes.
    """

    __tablename__ = "own_images"
    __table_args__ = (UniqueConstraint("context_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40), index=True)
    alt: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
