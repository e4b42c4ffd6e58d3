"""Attempts, responses, and the immutable copies of the content that they were made on."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.attempts.drawn import DrawnType, Entry
from lti_tool.db import Base, JSONType
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement


class ContentSnapshot(Base):
    """An item exactly as it was when first used, by its digest: editing a file never changes an old result."""

    __tablename__ = "content_snapshots"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Attempt(Base):
    """One person's go at a placement's quiz.

    `drawn` lists, in the order shown: item id, version, digest, section and the order of its parts. `points` and
    `points_possible` are quiz points (1 per item); they, `passed` and `closed_by` are set at submission. A pass takes
    `pass_share` of the points, a fraction such as 7/10; attempts begun by earlier releases have none, and take
    `pass_points` of what they drew. `section_minimums` are the points a pass needs in single sections. After `ends_at`
    the time is up; after `late_at`, the grace too. `language` is that of all its questions, empty for the originals of
    attempts that are older than it. `is_preview` marks an instructor's trial, which is never graded and in no
    statistics. `regrades` are the ids of the regrades that its points take into account. `tallied_at` is None from the
    hand-in until the tallies of the course have counted it; else it says nothing but that nothing waits.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("placement_id", "user_id", "number"),
        Index(
            "ix_attempts_one_open",
            "placement_id",
            "user_id",
            "module_id",
            "is_preview",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(
            "ix_attempts_running_out",
            "late_at",
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(
            "ix_attempts_to_tally",
            "placement_id",
            "submitted_at",
            sqlite_where=text("tallied_at IS NULL"),
            postgresql_where=text("tallied_at IS NULL"),
        ),
        Index(
            "ix_attempts_previews",
            "started_at",
            sqlite_where=text("is_preview = 1"),
            postgresql_where=text("is_preview"),
        ),
        CheckConstraint("points is null or (points >= 0 and points <= points_possible)", name="points"),
        CheckConstraint("closed_by in ('', 'learner', 'late', 'sweep')", name="closed_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    module_id: Mapped[str] = mapped_column(String(100))
    module_digest: Mapped[str] = mapped_column(String(64))
    module_title: Mapped[str] = mapped_column(Text)
    quiz_title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16), default="module", server_default="module")
    pass_points: Mapped[int]
    pass_share: Mapped[str] = mapped_column(String(24), default="", server_default="")
    section_minimums: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    is_preview: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    seed: Mapped[int] = mapped_column(BigInteger)
    drawn: Mapped[list[Entry]] = mapped_column(DrawnType)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(8), default="", server_default="")
    passed: Mapped[bool | None]
    points: Mapped[float | None] = mapped_column(Numeric(8, 4, asdecimal=False))
    points_possible: Mapped[int]
    regrades: Mapped[list[int]] = mapped_column(JSONType, default=list, server_default=text("'[]'"))
    tallied_at: Mapped[datetime | None] = mapped_column(server_default=text("'1970-01-01 00:00:00'"))

    placement: Mapped[Placement] = relationship()
    user: Mapped[User] = relationship()
    responses: Mapped[list[Response]] = relationship(
        back_populates="attempt", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def least_share(self) -> Fraction:
        """The share of the points that a pass takes, 0 to 1."""
        return Fraction(self.pass_share) if self.pass_share else Fraction(self.pass_points, len(self.drawn) or 1)

    def is_late(self, now: datetime) -> bool:
        """Whether the attempt is open and its time and grace are over."""
        return self.submitted_at is None and self.late_at is not None and now > self.late_at


class HandedInFor(Base):
    """Somebody of the staff handed an attempt in for its learner, when it was submitted."""

    __tablename__ = "handed_in_for"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)

    by: Mapped[User | None] = relationship()


class Regrade(Base):
    """An instructor's later ruling on one item of a course: it is dropped, or another answer is accepted too.

    It holds for the version of the item that the digest names, until it is taken back. Answers are tokens, as in
    quizzes.answers.
    """

    __tablename__ = "regrades"
    __table_args__ = (
        Index("ix_regrades_item", "context_id", "digest"),
        CheckConstraint("action in ('drop', 'accept')", name="action"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(8))
    accepted: Mapped[list[str]] = mapped_column(default=list)
    may_lower: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class Response(Base):
    """The newest answer to one item of an attempt: its tokens (see quizzes.answers), and how sure the learner was.

    `sure` is 1 (a guess), 2 (fairly sure) or 3 (certain); it is never graded.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("attempt_id", "item_id"),
        CheckConstraint("sure between 1 and 3", name="sure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(100))
    chosen: Mapped[list[str]]
    sure: Mapped[int | None]
    saved_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship(back_populates="responses")


class RefresherRound(Base):
    """One round of a person: a few questions, finished once all of them are answered.

    `placement_id` is the refresher's own link that it was finished at, which is graded by taking part; None elsewhere.
    `context_id` is the course in which it was taken.
    """

    __tablename__ = "refresher_rounds"
    __table_args__ = (
        Index(
            "ix_refresher_rounds_one_open",
            "user_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RefresherQuestion(Base):
    """A question of a round, as it was drawn, and its answer.

    `context_id` is the course in which its module was finished, and `span` how many of the refresher's intervals had
    passed since then. `first_points` is what the person's first attempt earned on the same question or family, `points`
    what it earned now, both in sixtieths. `is_known` says that the person had met this very stem before.
    """

    __tablename__ = "refresher_questions"
    __table_args__ = (
        Index("ix_refresher_questions_retention", "context_id", "span", "user_id"),
        CheckConstraint("sure between 1 and 3", name="sure"),
        CheckConstraint("(points is null) = (answered_at is null)", name="answered"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("refresher_rounds.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    module_id: Mapped[str] = mapped_column(String(100))
    item_id: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    options: Mapped[list[str]]
    targets: Mapped[list[str]]
    span: Mapped[int]
    is_known: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_points: Mapped[int | None]
    answer: Mapped[list[str] | None] = mapped_column(JSONType)
    sure: Mapped[int | None]
    points: Mapped[int | None]
    answered_at: Mapped[datetime | None]
