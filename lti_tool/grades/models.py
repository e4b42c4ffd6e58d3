"""The ledger of scores on their way to the platforms' gradebooks."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement


class DeliveryState(StrEnum):
    """Where a score is: due (again), leased by a sender, in the gradebook, or refused for good."""

    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


class ScoreDelivery(Base):
    """What one person's gradebook cell should say, and how far we are with saying it.

    One row per (placement, user): a newer score replaces an undelivered older one, and `revision` tells a sender
    whose lease is out that the score changed while it was talking. `score_given` is on the scale 0..`score_maximum`.
    """

    __tablename__ = "score_deliveries"
    __table_args__ = (
        UniqueConstraint("placement_id", "user_id"),
        CheckConstraint("state in ('due', 'sending', 'delivered', 'failed')", name="state"),
        CheckConstraint("score_given >= 0 and score_given <= score_maximum", name="score_given"),
        Index("ix_score_deliveries_due", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    score_given: Mapped[float] = mapped_column(Numeric(8, 4, asdecimal=False))
    score_maximum: Mapped[int]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default=DeliveryState.DUE)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    placement: Mapped[Placement] = relationship()
    user: Mapped[User] = relationship()
