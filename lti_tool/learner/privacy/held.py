"""What is held on one person: every table that knows them, counted, so that no table can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.db import Base
from lti_tool.errors import N_
from lti_tool.lti.models import Context, Membership, User

# What a table's rows are to the person in them. A table that is not here is shown by its name: a test says so first.
WORDS = {
    "launches": N_("Visits, of which the last of each link is kept for longer than a day"),
    "lesson_completions": N_("Lessons that you finished"),
    "activity_states": N_("Activities, with what you wrote for yourself; no page shows that to anyone but you"),
    "attempts": N_("Quiz attempts, with every answer"),
    "learner_progress": N_("Summaries of how far you have come"),
    "competency_tallies": N_("Summaries of what you know well"),
    "score_deliveries": N_("Scores sent to your LMS’s gradebook"),
    "certificates": N_("Certificates"),
    "accommodations": N_("Extra time or attempts you were given"),
    "attempt_grants": N_("Single attempts that you were given"),
    "dates": N_("Dates that your LMS, or your instructor, gave you"),
    "branch_members": N_("The branch that you work in"),
    "contributions": N_("Resources that you shared, or looked at for others"),
    "local_policies": N_("Policies of your library that you wrote"),
    "own_versions": N_("Lessons and questions that you wrote for your course"),
    "regrades": N_("Regrades that you made"),
    "coordinators": N_("That you may see the report on all courses"),
}
SHOWN_APART = {"memberships"}


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of thing that is held, in words that are marked for translation, and how many of it."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class CourseHeld:
    """A course that knows the person, as what, and since when they were last there."""

    title: str
    roles: tuple[str, ...]
    last_seen_at: datetime | None


def held_on(session: Session, user: User) -> list[Held]:
    """Everything that refers to this person, in the order of WORDS; what there is none of is left out."""
    counted = {table: _count(session, columns, user.id) for table, columns in person_columns().items()}
    order = list(WORDS)
    names = sorted(counted, key=lambda name: order.index(name) if name in order else len(order))
    return [Held(WORDS.get(name, name), counted[name]) for name in names if counted[name]]


def courses_of(session: Session, user: User) -> list[CourseHeld]:
    """The courses in which this person is or was somebody; the launch that asks is not one."""
    query = (
        select(Membership, Context)
        .join(Context, Context.id == Membership.context_id)
        .where(Membership.user_id == user.id, Context.id_on_platform.not_like("person:%"))
        .order_by(Context.title)
    )
    return [
        CourseHeld(row.Context.title, tuple(row.Membership.roles), row.Membership.last_seen_at)
        for row in session.execute(query)
    ]


def person_columns() -> dict[str, list[Column[int]]]:
    """The columns that refer to people, by table."""
    return {name: columns for name, columns in _all_person_columns() if name not in SHOWN_APART}


def _all_person_columns() -> Iterator[tuple[str, list[Column[int]]]]:
    people = User.__table__
    for table in Base.metadata.tables.values():
        columns = [column for column in table.columns if any(key.column.table is people for key in column.foreign_keys)]
        if columns:
            yield table.name, columns


def _count(session: Session, columns: list[Column[int]], user_id: int) -> int:
    is_theirs = or_(*(column == user_id for column in columns))
    return session.scalar(select(func.count()).select_from(columns[0].table).where(is_theirs)) or 0
