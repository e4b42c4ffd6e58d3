"""A placement: what of ours a resource link shows, and how."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import ResourceLink


class Placement(Base):
    """The module one resource link shows; there is none until somebody, or the link's own `custom`, chose it."""

    __tablename__ = "placements"
    __table_args__ = (CheckConstraint("score_maximum between 1 and 100", name="score_maximum"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_links.id", ondelete="CASCADE"), unique=True)
    module_id: Mapped[str] = mapped_column(String(100))
    score_maximum: Mapped[int] = mapped_column(default=100)
    created_at: Mapped[datetime]

    resource_link: Mapped[ResourceLink] = relationship()
