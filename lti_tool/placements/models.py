"""A placement: what of ours a resource link shows, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    Row,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.branches.models import Branch
from lti_tool.db import Base
from lti_tool.lti.models import ResourceLink, User
from lti_tool.placements.dates import Dates, Said, Source, dates_that_hold, said_by_settings
from lti_tool.placements.settings import QuizSettings


class Placement(Base):
    """The module one resource link shows; there is none until somebody, or the link's own `custom`, chose it.

    `is_graded` is false where it was placed without a gradebook column: none is then made for it. A column that the
    platform gives the link all the same gets its scores.
    """

    __tablename__ = "placements"
    __table_args__ = (CheckConstraint("score_maximum between 1 and 100", name="score_maximum"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_links.id", ondelete="CASCADE"), unique=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[str] = mapped_column(String(100))
    score_maximum: Mapped[int] = mapped_column(default=100)
    is_graded: Mapped[bool] = mapped_column(default=True, server_default=true())
    quiz_settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]

    resource_link: Mapped[ResourceLink] = relationship()
    course: Mapped[ContextSettings | None] = relationship(
        primaryjoin="foreign(Placement.context_id) == ContextSettings.context_id", viewonly=True, lazy="joined"
    )

    @property
    def settings(self) -> QuizSettings:
        """How its quiz is taken: what was set here, and else what was set for the whole course."""
        defaults = self.course.quiz_defaults if self.course else {}
        return QuizSettings.model_validate(defaults | self.quiz_settings)

    @property
    def term_began_at(self) -> datetime | None:
        """When the course's present term began; None in its first."""
        return self.course.term_began_at if self.course else None

    def dates_for(self, said: Iterable[Said]) -> Dates:
        """The dates that hold for somebody of whom this is said, and who says so."""
        return self.dates_for_each({0: said})[0]

    def dates_for_each(self, said: Mapping[int, Iterable[Said]]) -> dict[int, Dates]:
        """The same for many people, by whatever number they have: the settings are read once."""
        course, settings = self.course.quiz_defaults if self.course else {}, self.settings
        set_here = said_by_settings(self.quiz_settings, course, settings)
        of_nobody = dates_that_hold(set_here, settings)
        return {
            number: dates_that_hold([*theirs, *set_here], settings) if theirs else of_nobody
            for number, theirs in said.items()
        }


class SaidDates(Base):
    """What is said of dates at a link beside its settings: by the LMS to one person, or set for a person or a branch.

    The link's and the course's own dates are settings; `placements.dates` puts all of them in one order. None is
    nothing said. What was set for all of a course has its `context_id` in place of a link. `heard_at` is when the
    launch came that brought it, or when it was set.
    """

    __tablename__ = "dates"
    __table_args__ = (
        UniqueConstraint("resource_link_id", "user_id", "source"),
        UniqueConstraint("resource_link_id", "branch_id"),
        UniqueConstraint("context_id", "user_id"),
        UniqueConstraint("context_id", "branch_id"),
        CheckConstraint("(resource_link_id is null) <> (context_id is null)", name="where"),
        CheckConstraint("source in ('person', 'branch', 'lms')", name="source"),
        CheckConstraint(
            "(source = 'branch' and branch_id is not null and user_id is null)"
            " or (source <> 'branch' and branch_id is null and user_id is not null)",
            name="whose",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="CASCADE"))
    context_id: Mapped[int | None] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(8))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branches.id", ondelete="CASCADE"), index=True)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    heard_at: Mapped[datetime]


def as_said(row: Row[*tuple[Any, ...]] | SaidDates) -> Said:
    """A row of the table, mapped or plain, as a value."""
    is_for_course = row.context_id is not None
    return Said(Source(row.source), row.opens_at, row.due_at, row.closes_at, row.heard_at, is_for_course)


class ContextSettings(Base):
    """What an instructor set for all links of a course.

    `own_revision` is another number after every change of the course's own items and lessons: 0 where it never had any.
    `certificates_renewed` is how often its certificates may be earned anew (`certificates.periods`). `term_began_at` is
    when the term began whose work counts now, None in the first one; `next_term_at` is when another begins by itself.
    """

    __tablename__ = "course_settings"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    quiz_defaults: Mapped[dict[str, Any]] = mapped_column(default=dict)
    own_revision: Mapped[int] = mapped_column(default=0)
    certificates_renewed: Mapped[str] = mapped_column(String(8), default="never", server_default="never")
    term_began_at: Mapped[datetime | None]
    next_term_at: Mapped[datetime | None] = mapped_column(index=True)


class CourseTerm(Base):
    """A term of a course after its first one: what people did before `began_at` was for an earlier term.

    `repeats_work` is false for those that earlier releases began: these concern certificates alone.
    """

    __tablename__ = "course_terms"
    __table_args__ = (UniqueConstraint("context_id", "began_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    began_at: Mapped[datetime]
    repeats_work: Mapped[bool] = mapped_column(default=True, server_default=false())


class ChosenModule(Base):
    """A module that was chosen for a course in the picker, with the settings that travelled with its link.

    The platform tells nobody of a link before it is opened: until then, this is what the course page knows of it.
    """

    __tablename__ = "chosen_modules"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    quiz_settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    chosen_at: Mapped[datetime]


class LocalPolicy(Base):
    """What a library says itself at a lesson's slot, for a whole course or for one branch: Markdown, a link, a file."""

    __tablename__ = "local_policies"
    __table_args__ = (
        Index(
            "ix_local_policies_of_course",
            "context_id",
            "lesson_id",
            unique=True,
            sqlite_where=text("branch_id IS NULL"),
            postgresql_where=text("branch_id IS NULL"),
        ),
        Index("ix_local_policies_of_branch", "context_id", "lesson_id", "branch_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    lesson_id: Mapped[str] = mapped_column(String(100))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branches.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text, default="")
    link_url: Mapped[str] = mapped_column(Text, default="")
    link_title: Mapped[str] = mapped_column(Text, default="")
    file_reference: Mapped[str] = mapped_column(Text, default="")
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]

    branch: Mapped[Branch | None] = relationship()


class PolicyVersion(Base):
    """One text that was in force at a lesson's slot, as it was saved; one without any words took it away.

    `branch_name` is the branch that it was for, empty for everybody: it outlives the branch, and follows its name.
    """

    __tablename__ = "policy_versions"
    __table_args__ = (Index("ix_policy_versions_lesson", "context_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    lesson_id: Mapped[str] = mapped_column(String(100))
    branch_name: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    link_url: Mapped[str] = mapped_column(Text)
    link_title: Mapped[str] = mapped_column(Text)
    file_reference: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]


class AttemptGrant(Base):
    """Attempts that one person was given at one link, on top of all that rules and accommodations allow."""

    __tablename__ = "attempt_grants"
    __table_args__ = (CheckConstraint("extra_attempts between 0 and 100", name="extra_attempts"),)

    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    extra_attempts: Mapped[int] = mapped_column(default=0)


class Accommodation(Base):
    """What one person needs to show what they know, set once for the whole course.

    `time_factor` multiplies every time limit (1.5 = half as long again); `extra_attempts` come on top of every quiz's.
    """

    __tablename__ = "accommodations"
    __table_args__ = (
        UniqueConstraint("context_id", "user_id"),
        CheckConstraint("time_factor between 1 and 10", name="time_factor"),
        CheckConstraint("extra_attempts between 0 and 20", name="extra_attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    time_factor: Mapped[float] = mapped_column(Numeric(4, 2, asdecimal=False), default=1)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    reason_before: Mapped[str] = mapped_column("reason", Text, default="", deferred=True)
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class AccommodationReason(Base):
    """Why one person was given more time or attempts: free words of staff, often on health, kept apart from all else.

    `action` is the CourseAction that it was said for. An accommodation has one reason at most; each attempt that was
    given or opened again has its own, with its link. Only those who may configure the course read them.
    """

    __tablename__ = "accommodation_reasons"
    __table_args__ = (Index("ix_accommodation_reasons_person", "context_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(index=True)
