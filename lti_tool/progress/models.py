"""How far a person has come through a module's lessons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class LessonCompletion(Base):
    """A lesson this person finished in this context; a module placed twice in a course is read once.

    `things` is how many things to do it had then, `things_tried` how many of those were tried by now. Both are None
    where it was done before that was asked: such a lesson counts whole.
    """

    __tablename__ = "lesson_completions"
    __table_args__ = (UniqueConstraint("user_id", "context_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    lesson_id: Mapped[str] = mapped_column(String(100))
    completed_at: Mapped[datetime]
    things: Mapped[int | None]
    things_tried: Mapped[int | None]


class EarlierLesson(Base):
    """A lesson as somebody finished it in an earlier term, kept when it is finished again in a later one."""

    __tablename__ = "earlier_lessons"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True, index=True)
    lesson_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    completed_at: Mapped[datetime] = mapped_column(primary_key=True)
    things: Mapped[int | None]
    things_tried: Mapped[int | None]


class LessonPlace(Base):
    """The step of a lesson at which this person is, from 1, so that any device goes on where another stopped."""

    __tablename__ = "lesson_places"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True, index=True)
    lesson_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    step: Mapped[int]


class Summary:
    """The columns that say how far one person has come at one link, in one term.

    `score_numerator / score_denominator` is the share of the points that counts by the link's policy (None: no
    submitted attempt yet), so that it is exact. Seconds are those between the start and the end of submitted
    attempts. `first_handed_in_at` and `first_late_at` say of the attempt that was submitted first when it was
    handed in and when its grace was over; where the release before wrote the row, they may be None. Previews count
    nowhere.
    """

    lessons_done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    submitted: Mapped[int] = mapped_column(default=0)
    score_numerator: Mapped[int | None] = mapped_column(BigInteger)
    score_denominator: Mapped[int | None] = mapped_column(BigInteger)
    score_share: Mapped[float | None]
    passed: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int] = mapped_column(default=0)
    last_activity_at: Mapped[datetime | None]
    first_handed_in_at: Mapped[datetime | None]
    first_late_at: Mapped[datetime | None]

    @property
    def percent(self) -> float | None:
        """The score to show, in hundredths of a percent and never rounded up: nobody reads a pass mark not reached."""
        if self.score_numerator is None or not self.score_denominator:
            return None
        return (self.score_numerator * 10_000 // self.score_denominator) / 100


class LearnerProgress(Summary, Base):
    """The summary of the present term: of rows elsewhere, recounted whenever one of them changes."""

    __tablename__ = "learner_progress"
    __table_args__ = (
        CheckConstraint("(score_numerator is null) = (score_denominator is null)", name="score"),
        Index("ix_learner_progress_user", "user_id"),
    )

    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class EarlierProgress(Summary, Base):
    """The same of an earlier term: the one that ended when the term `term_id` began."""

    __tablename__ = "earlier_progress"
    __table_args__ = (
        CheckConstraint("(score_numerator is null) = (score_denominator is null)", name="score"),
        Index("ix_earlier_progress_user", "user_id"),
        Index("ix_earlier_progress_placement", "placement_id"),
    )

    term_id: Mapped[int] = mapped_column(ForeignKey("course_terms.id", ondelete="CASCADE"), primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
