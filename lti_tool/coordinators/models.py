"""Invitations, and those who took one up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import Deployment, User


class CoordinatorInvitation(Base):
    """A code that an operator made for one deployment; it works once and not for ever. Only its hash is kept."""

    __tablename__ = "coordinator_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Coordinator(Base):
    """A person who may see the report on all courses of their deployment."""

    __tablename__ = "coordinators"
    __table_args__ = (UniqueConstraint("deployment_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]

    user: Mapped[User] = relationship()
    deployment: Mapped[Deployment] = relationship()


class ToldFigures(Base):
    """What was last told of a course: the next figures keep so far away from these that nobody is found between them.

    Sums of first attempts are kept whole and told rounded; nothing says who was counted.
    """

    __tablename__ = "told_figures"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    figures: Mapped[dict[str, Any]]
