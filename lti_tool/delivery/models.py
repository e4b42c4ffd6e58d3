"""The ledger of scores on their way to the platforms' gradebooks, each try of each, and how each platform is doing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base, HasReason, JSONType
from lti_tool.logs.request_ids import LONGEST
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement

# Columns that are mapped as `reason_before` hold the words of the version before, which may still run; they go with the
# release after.

WIDEST = 4
"""Connections at once to one platform: it is asked serially or nearly."""


class DeliveryState(StrEnum):
    """Where a score is: due (again), leased by a sender, taken by the platform, or refused for good."""

    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


_WAITS, _FAILED = "state IN ('due', 'sending')", "state = 'failed'"


class ReadBack(StrEnum):
    """What the gradebook showed after it took a score.

    THERE is ours, OLD what it held before, EMPTY a blank cell: the last two may be a platform that takes its time.
    OTHER is neither ours nor old; a second look makes it CHANGED: a person's.
    """

    UNKNOWN = ""
    THERE = "there"
    OLD = "old"
    EMPTY = "empty"
    OTHER = "other"
    CHANGED = "changed"


class PlatformLane(HasReason, Base):
    """The way to one platform's gradebook: one worker at a time (`holder`, until `held_until`) sends along it.

    A registration may lead to several hosts (Canvas), so a lane is a registration and a host. `failures` in a row, the
    first at `failing_since`, pause it until `paused_until`; `width` is how many connections the platform bears, from 1
    to WIDEST. `delivered`, `later` and `failed` count its tries, for whoever watches.
    """

    __tablename__ = "platform_lanes"
    __table_args__ = (
        UniqueConstraint("registration_id", "host"),
        CheckConstraint(f"width between 1 and {WIDEST}", name="width"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    host: Mapped[str] = mapped_column(String(255))
    holder: Mapped[str] = mapped_column(String(64), default="", server_default="")
    held_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    failing_since: Mapped[datetime | None]
    width: Mapped[int] = mapped_column(default=WIDEST, server_default=text(str(WIDEST)))
    paused_until: Mapped[datetime | None]
    reason_before: Mapped[str] = mapped_column("reason", Text, default="", server_default="", deferred=True)
    delivered: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    later: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    failed: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))


class ScoreDelivery(HasReason, Base):
    """What one person's gradebook cell should say, and how far we are with saying it.

    One row per (placement, user): a newer score replaces an undelivered older one, and `revision` tells a sender
    whose lease is out that the score changed while it was talking. `score_given` is on the scale 0..`score_maximum`;
    `told_given` of `told_maximum` is what the gradebook was last told. `due_since` is when this score was queued.
    `stamp` is the timestamp of the try that is on its way or in doubt: a repeat of the same score carries it too.
    `again_at` is when a score that was given up is tried once more automatically.
    `in_doubt` says that a try may have arrived without our hearing of it; `doubted` are the shares (0..1) of such tries
    that a newer score has replaced since. `may_overwrite` says that an instructor asked to replace whatever a person
    wrote there.

    What the gradebook showed since it took this score is `read_back`, last looked at `read_back_at`, when it held
    `read_back_given` of `read_back_maximum`. `look_at` is when to look (again), None where there is nothing to look
    for; `looks` counts those since the score was taken or the person handed in again. `restores` says that a cell
    found blank, or as it was before, is filled again. `told_before` is the share (0..1) that it was told before.
    """

    __tablename__ = "score_deliveries"
    __table_args__ = (
        UniqueConstraint("placement_id", "user_id"),
        CheckConstraint("state in ('due', 'sending', 'delivered', 'failed')", name="state"),
        CheckConstraint("score_given >= 0 and score_given <= score_maximum", name="score_given"),
        Index("ix_score_deliveries_due", "lane_id", "state", "next_try_at"),
        Index("ix_score_deliveries_waiting", "state", "due_since"),
        Index(
            "ix_score_deliveries_on_their_way",
            "lane_id",
            "state",
            "next_try_at",
            postgresql_where=text(_WAITS),
            sqlite_where=text(_WAITS),
        ),
        Index(
            "ix_score_deliveries_to_warn_of",
            "due_since",
            postgresql_where=text(f"{_WAITS} AND warned_at IS NULL"),
            sqlite_where=text(f"{_WAITS} AND warned_at IS NULL"),
        ),
        Index(
            "ix_score_deliveries_failed",
            "placement_id",
            "reason_code",
            postgresql_where=text(_FAILED),
            sqlite_where=text(_FAILED),
        ),
        Index(
            "ix_score_deliveries_again",
            "again_at",
            postgresql_where=text("again_at IS NOT NULL"),
            sqlite_where=text("again_at IS NOT NULL"),
        ),
        Index(
            "ix_score_deliveries_look",
            "lane_id",
            "look_at",
            postgresql_where=text("look_at is not null"),
            sqlite_where=text("look_at is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    lane_id: Mapped[int] = mapped_column(ForeignKey("platform_lanes.id", ondelete="CASCADE"))
    score_given: Mapped[float] = mapped_column(Numeric(8, 4, asdecimal=False))
    score_maximum: Mapped[int]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default=DeliveryState.DUE)
    tries: Mapped[int] = mapped_column(default=0)
    due_since: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    again_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    stamp: Mapped[datetime | None]
    in_doubt: Mapped[bool] = mapped_column(default=False, server_default=false())
    doubted: Mapped[list[float]] = mapped_column(JSONType, default=list, server_default=text("'[]'"))
    may_overwrite: Mapped[bool] = mapped_column(default=False, server_default=false())
    delivered_at: Mapped[datetime | None]
    told_given: Mapped[float | None] = mapped_column(Numeric(8, 4, asdecimal=False))
    told_maximum: Mapped[int | None]
    told_before: Mapped[float | None] = mapped_column(Float(53))
    look_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    restores: Mapped[bool] = mapped_column(default=False, server_default=false())
    read_back: Mapped[str] = mapped_column(String(16), default=ReadBack.UNKNOWN, server_default="")
    read_back_at: Mapped[datetime | None]
    read_back_given: Mapped[float | None] = mapped_column(Float(53))
    read_back_maximum: Mapped[float | None] = mapped_column(Float(53))
    request_id: Mapped[str] = mapped_column(String(LONGEST), default="", server_default="")
    reason_before: Mapped[str] = mapped_column("reason", Text, default="", deferred=True)

    @property
    def told_shares(self) -> list[float]:
        """What the gradebook may hold (0..1) that we wrote there: what it was told last, and what is in doubt."""
        if self.told_given is None or not self.told_maximum:
            return list(self.doubted)
        return [self.told_given / self.told_maximum, *self.doubted]

    placement: Mapped[Placement] = relationship()
    user: Mapped[User] = relationship()
    lane: Mapped[PlatformLane] = relationship()


IS_ON_ITS_WAY = ScoreDelivery.state.in_([literal_column("'due'"), literal_column("'sending'")])
IS_FAILED = ScoreDelivery.state == literal_column("'failed'")
"""As the indexes of a few of all scores say it: a statement has to name that condition in the same words."""


class DeliveryTry(HasReason, Base):
    """One try to send a score: when, what came of it, the HTTP status and why it failed."""

    __tablename__ = "delivery_tries"
    __table_args__ = (CheckConstraint("outcome in ('delivered', 'later', 'failed')", name="outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("score_deliveries.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    score_given: Mapped[float] = mapped_column(Numeric(8, 4, asdecimal=False))
    http_status: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(LONGEST), default="", server_default="")
    reason_before: Mapped[str] = mapped_column("said", Text, default="", deferred=True)


class GradeCheck(HasReason, Base):
    """A comparison of what the gradebooks of one course hold with what they should; one for each course, the last.

    `done` of `total` links are read; `findings` are what differs, as comparing.Finding says it. One that waits, runs or
    failed is long work (`course_work`); the version before kept all of that here.
    """

    __tablename__ = "grade_checks"
    __table_args__ = (CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),)

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONType, default=list)
    reason_before: Mapped[str] = mapped_column("reason", Text, default="", deferred=True)
    asked_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
