"""A certificate: what somebody completed, as it stood on that day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.certificates.codes import group_code
from lti_tool.db import Base, JSONType


class Certificate(Base):
    """Issued once per person, course and module; later edits of content or names never change it.

    `code` is stored without dashes; `minutes` counts training time; `competencies` are pairs of code and statement;
    `attempt_id` is the attempt that passed, where the module has a quiz.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("user_id", "context_id", "module_id"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[str] = mapped_column(String(100))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    competencies: Mapped[list[list[str]]] = mapped_column(JSONType)
    issued_at: Mapped[datetime]

    @property
    def grouped_code(self) -> str:
        """The code as people read it, with dashes."""
        return group_code(self.code)
