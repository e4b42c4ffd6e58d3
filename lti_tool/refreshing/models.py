"""What was told of a course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class ToldRetention(Base):
    """What was last told of how much a course kept: sums by weeks since a module was finished, of nobody by name."""

    __tablename__ = "told_retention"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    figures: Mapped[dict[str, Any]]
