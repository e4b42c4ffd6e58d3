"""Whom a change touches, by count and some by name, for the page on which it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import g
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import attempts_that_follow
from lti_tool.branches.models import BranchMember
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.models import Membership, User

NAMED = 8
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Whom:
    """So many people, and the first of them by name; a name that the LMS does not share is empty."""

    count: int
    names: tuple[str, ...]

    @property
    def unnamed(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def name_people(session: Session, user_ids: Collection[int]) -> Whom:
    """These people."""
    ids = sorted(user_ids)
    names: list[str] = []
    for start in range(0, len(ids), CHUNK):
        names += session.scalars(select(User.name).where(User.id.in_(ids[start : start + CHUNK]))).all()
    return Whom(len(ids), tuple(sorted(filter(None, names), key=str.casefold)[:NAMED]))


def learners(session: Session, context_id: int, branch_id: int | None = None) -> Whom:
    """The learners of a course, or those of one branch."""
    query = _learners(context_id)
    if branch_id is not None:
        query = query.join(BranchMember, _in_branch()).where(BranchMember.branch_id == branch_id)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    named = query.where(User.name != "").order_by(func.lower(User.name), User.id).limit(NAMED)
    return Whom(count, tuple(session.scalars(named)))


def learners_by_branch(session: Session, context_id: int) -> dict[int, Whom]:
    """The learners of each branch of a course that has any, in one statement."""
    by_branch = BranchMember.branch_id
    place = func.row_number().over(partition_by=by_branch, order_by=(func.lower(User.name), User.id)).label("place")
    people = func.count().over(partition_by=by_branch).label("people")
    ranked = _learners(context_id).join(BranchMember, _in_branch()).add_columns(by_branch, place, people)
    rows = ranked.subquery()
    found: dict[int, Whom] = {}
    for row in session.execute(select(rows).where(rows.c.place <= NAMED).order_by(rows.c.branch_id, rows.c.place)):
        before = found.get(row.branch_id, Whom(row.people, ()))
        found[row.branch_id] = Whom(row.people, before.names + ((row.name,) if row.name else ()))
    return found


def _learners(context_id: int) -> Select[str]:
    query = select(User.name).join(Membership, Membership.user_id == User.id)
    return query.where(
        Membership.context_id == context_id, Membership.is_staff.is_(False), Membership.is_active.is_(True)
    )


def _in_branch() -> ColumnElement[bool]:
    return (BranchMember.user_id == User.id) & (BranchMember.context_id == Membership.context_id)


def _here() -> int:
    context_id: int = g.launch.context_id
    return context_id


bp.add_app_template_global(lambda user_ids: name_people(db.session(), user_ids), "people_touched")
bp.add_app_template_global(
    lambda branch=None: learners(db.session(), _here(), branch.id if branch else None), "learners_touched"
)
bp.add_app_template_global(lambda: learners_by_branch(db.session(), _here()), "learners_by_branch")
bp.add_app_template_global(lambda person: attempts_that_follow(db.session(), _here(), [person.id]), "open_attempts_of")
