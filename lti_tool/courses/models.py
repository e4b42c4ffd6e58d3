"""How far a person has come through a module's lessons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class LessonCompletion(Base):
    """A lesson this person finished in this context; a module placed twice in a course is read once."""

    __tablename__ = "lesson_completions"
    __table_args__ = (UniqueConstraint("user_id", "context_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    lesson_id: Mapped[str] = mapped_column(String(100))
    completed_at: Mapped[datetime]
