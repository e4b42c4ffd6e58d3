"""What somebody else did to a branch, or to who is in which, since a page was opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.branches.membership import members_of
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Difference, Field, Meanwhile
from lti_tool.instructor.shared.people.whom import name_people
from lti_tool.lti.models import Launch, User
from lti_tool.text.plain_text import clean_line

REMOVE = "remove"
_BETWEEN = "."


@dataclass(frozen=True, slots=True)
class Asking:
    """A branch about which a page asks: the act that was pressed, and the name that was typed."""

    branch_id: int
    found: Meanwhile
    act: str
    typed: str


def branches_opened(session: Session, context_id: int, branches: Iterable[Branch]) -> dict[int, Meanwhile]:
    """For the page with a form for each branch: the fingerprints of its name and of who is in it."""
    people = defaultdict(list)
    query = select(BranchMember.branch_id, BranchMember.user_id).where(BranchMember.context_id == context_id)
    for branch_id, user_id in session.execute(query.order_by(BranchMember.user_id)):
        people[branch_id].append(user_id)
    return {
        each.id: Meanwhile(f"{meanwhile.fingerprint(_facts(each))}{_BETWEEN}{_people_seen(people[each.id])}")
        for each in branches
    }


def _facts(branch: Branch) -> dict[str, Any]:
    return {"name": branch.name}


def _people_seen(user_ids: Sequence[int]) -> str:
    return meanwhile.fingerprint({"people": sorted(user_ids)})


def compare_branch(session: Session, launch: Launch, branch: Branch, name: str | None) -> Meanwhile:
    """A branch against its form, which gives it a name, or None: takes it away, with whoever is in it by then."""
    seen_name, _sign, seen_people = meanwhile.as_sent().seen.partition(_BETWEEN)
    people = members_of(session, branch.id)
    people_now = _people_seen(people)
    typed = {"name": name if name is None else clean_line(name)}
    fields = {"name": Field(_("Name"), lambda value: _("removed") if value is None else str(value))}
    saved_by = meanwhile.saver_in_log(
        session,
        launch,
        [CourseAction.BRANCH_MADE, CourseAction.BRANCH_RENAMED],
        lambda facts, _name: facts.get("name") == branch.name,
    )
    found = meanwhile.compare(_facts(branch), typed, fields, saved_by, seen_name)
    moved = name is None and seen_people not in ("", people_now)
    said = (Difference(_("Its people"), _say_people(session, people), _("without a branch"), None),) if moved else ()
    return Meanwhile(f"{found.seen}{_BETWEEN}{people_now}", found.differences + said)


def _say_people(session: Session, people: Sequence[int]) -> str:
    whom = name_people(session, people)
    more = [ngettext("and %(num)d more", "and %(num)d more", whom.unnamed)] if whom.names and whom.unnamed else []
    named = " ".join([", ".join(whom.names), *more])
    count = ngettext("%(num)d person", "%(num)d people", whom.count)
    return f"{count}: {named}" if named else count


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
