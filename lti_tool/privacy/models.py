"""Wishes of people to have what is held on them deleted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import Deployment, User


class RequestState(StrEnum):
    """Where a request is; the values are stored."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


class ErasureRequest(Base):
    """Somebody asked to be erased: when, what became of it and who decided that, at most one open at a time.

    Once the person is erased, `user_id` is empty, and only the deployment says where they came from. `because` is a
    code of why it was declined; `answer` is what the operator wrote to them. `decided_by` is the account of the
    operating system that ran the command.
    """

    __tablename__ = "erasure_requests"
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'declined')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided"),
        Index(
            "ix_erasure_requests_one_open",
            "user_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=RequestState.OPEN)
    because: Mapped[str] = mapped_column(String(32), default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str] = mapped_column(String(255), default="", server_default="")

    user: Mapped[User | None] = relationship()
    deployment: Mapped[Deployment] = relationship()


class Erasure(Base):
    """That somebody was erased, and when: `subject` is a keyed hash of who; `key_id` tells with which secret.

    A backup that is restored is cleaned by it. Whoever lacks the tool's secret cannot tell whom a row is about.
    """

    __tablename__ = "erasures"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    erased_at: Mapped[datetime]
