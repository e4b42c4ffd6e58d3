"""What somebody else did to a branch, or to who is in which, since a page was opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Difference, Field, Meanwhile
from lti_tool.lti.models import Launch, User
from lti_tool.plain_text import clean_line

REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Asking:
    """A branch about which a page asks: the act that was pressed, and the name that was typed."""

    branch_id: int
    found: Meanwhile
    act: str
    typed: str


def branch_facts(branch: Branch) -> dict[str, Any]:
    """What a branch's form shows of it."""
    return {"name": branch.name}


def compare_branch(session: Session, launch: Launch, branch: Branch, name: str | None) -> Meanwhile:
    """A branch against its form, which gives it a name, or None: takes it away."""
    typed = {"name": name if name is None else clean_line(name)}
    fields = {"name": Field(_("Name"), lambda value: _("removed") if value is None else str(value))}
    saved_by = meanwhile.saver_in_log(
        session,
        launch,
        [CourseAction.BRANCH_MADE, CourseAction.BRANCH_RENAMED],
        lambda facts, _name: facts.get("name") == branch.name,
    )
    return meanwhile.compare(branch_facts(branch), typed, fields, saved_by)


def moved_by_others(
    session: Session,
    context_id: int,
    wanted: Mapping[int, int | None],
    was: Mapping[int, int | None],
    names: Mapping[int, str],
) -> tuple[Difference, ...]:
    """The people to be moved who are no longer where they `was`, nor where they are `wanted`."""
    query = select(User.id, User.name, BranchMember.branch_id).outerjoin(
        BranchMember, (BranchMember.user_id == User.id) & (BranchMember.context_id == context_id)
    )
    rows = session.execute(query.where(User.id.in_(wanted.keys() & was.keys())).order_by(User.id))

    def say(branch_id: int | None) -> str:
        return names.get(branch_id, "") if branch_id else _("No branch")

    return tuple(
        Difference(row.name or _("Name not shared"), say(row.branch_id), say(wanted[row.id]), None)
        for row in rows
        if row.branch_id not in (was[row.id], wanted[row.id])
    )
