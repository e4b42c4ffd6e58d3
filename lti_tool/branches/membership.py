"""Branches of a course: made, renamed, removed, and people assigned; code that counts by branch is notified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from blinker import Namespace
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent, CourseAction, Fact
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.branches.moves import NOWHERE, follow_name, keep_moves, places_of
from lti_tool.db import insert_if_absent
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.access import is_preview
from lti_tool.lti.launched import Launched
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.text.folding import fold
from lti_tool.text.plain_text import clean_line

Source = Literal["custom", "roster", "hand"]
# Code that counts by branch listens; sent within the transaction that moves them.
people_moved = Namespace().signal("people-moved")
CUSTOM_BRANCH = "branch"
LONGEST_NAME = 200
MOST = 500
CHUNK = 500


class BadBranchName(ToolError):
    """A name that a branch cannot have."""

    message = N_("Type a name of 1 to 200 characters.")
    advice = N_("Nothing was changed.")


class BranchNameTaken(BadBranchName):
    """Two branches of one course with one name."""

    message = N_("There is already a branch of that name.")


class TooManyBranches(BadBranchName):
    """More branches than any library system has."""

    message = N_("A course can have at most 500 branches.")


class UnknownBranch(NotFound):
    """A branch that this course does not have."""

    message = N_("This course has no such branch.")


def list_branches(session: Session, context_id: int) -> list[tuple[Branch, int]]:
    """The branches of a course by name, each with how many people it has."""
    query = (
        select(Branch, func.count(BranchMember.user_id))
        .outerjoin(BranchMember, BranchMember.branch_id == Branch.id)
        .where(Branch.context_id == context_id)
        .group_by(Branch.id)
        .order_by(Branch.name_folded, Branch.id)
    )
    return [(branch, people) for branch, people in session.execute(query)]


def branch_of(session: Session, context_id: int, user_id: int) -> int | None:
    """The id of the branch that somebody is in, if any."""
    query = select(BranchMember.branch_id).filter_by(context_id=context_id, user_id=user_id)
    return session.scalar(query)


def find_branch(session: Session, context_id: int, branch_id: int) -> Branch:
    """A branch of this course; raises UnknownBranch."""
    branch = session.get(Branch, branch_id)
    if branch is None or branch.context_id != context_id:
        raise UnknownBranch
    return branch


def make_branch(session: Session, launch: Launch, name: str, now: datetime) -> Branch:
    """Make a branch; raises BadBranchName. The caller commits."""
    branch = Branch(context_id=launch.context_id, name=_free_name(session, launch.context_id, name))
    if (session.scalar(select(func.count()).where(Branch.context_id == launch.context_id)) or 0) >= MOST:
        raise TooManyBranches
    session.add(branch)
    record_change(session, launch, CourseAction.BRANCH_MADE, now, name=branch.name)
    return branch


def rename_branch(session: Session, launch: Launch, branch: Branch, name: str, now: datetime) -> None:
    """Call a branch something else; raises BadBranchName. The caller commits."""
    before = branch.name
    if name.strip() == before:
        return
    branch.name = _free_name(session, launch.context_id, name, besides=branch.id)
    follow_name(session, launch.context_id, before, branch.name)
    record_change(session, launch, CourseAction.BRANCH_RENAMED, now, before=before, name=branch.name)


def remove_branch(session: Session, launch: Launch, branch: Branch, now: datetime, **facts: Fact) -> None:
    """Remove a branch with its policies; its people stay in the course, in no branch. The caller commits."""
    people = members_of(session, branch.id)
    before = places_of(session, launch.context_id, people)
    place_people(session, launch.context_id, dict.fromkeys(people, None), "hand")
    action = CourseAction.BRANCH_REMOVED
    event = record_change(session, launch, action, now, name=branch.name, people=len(people), **facts)
    keep_moves(session, event, before, dict.fromkeys(people, NOWHERE))
    session.delete(branch)


def members_of(session: Session, branch_id: int) -> Sequence[int]:
    """The people of a branch, by id."""
    return session.scalars(select(BranchMember.user_id).where(BranchMember.branch_id == branch_id)).all()


def ensure_branches(session: Session, context_id: int, names: Iterable[str]) -> dict[str, int]:
    """The ids of branches by name, whatever the case; those that are missing are made. Raises TooManyBranches."""
    wanted = {clean_line(name).casefold(): clean_line(name) for name in names}
    known = _by_name(session, context_id)
    fresh = [
        {"context_id": context_id, "name": name, "name_folded": fold(name)}
        for key, name in wanted.items()
        if key not in known
    ]
    if len(known) + len(fresh) > MOST:
        raise TooManyBranches
    insert_if_absent(session, Branch, fresh)
    known = _by_name(session, context_id) if fresh else known
    return {key: known[key] for key in wanted}


def place_people(session: Session, context_id: int, wanted: Mapping[int, int | None], source: Source) -> int:
    """Put people in branches, None in none; return how many were elsewhere before. The caller commits."""
    moved = 0
    people = sorted(wanted)
    for start in range(0, len(people), CHUNK):
        moved += _place_some(
            session, context_id, {each: wanted[each] for each in people[start : start + CHUNK]}, source
        )
    return moved


def move_people(
    session: Session,
    launch: Launch,
    action: CourseAction,
    wanted: Mapping[int, int | None],
    source: Source,
    now: datetime,
    **facts: Fact,
) -> AuditEvent:
    """Put people in branches, with a line of the log that can be taken back. The caller commits."""
    before = places_of(session, launch.context_id, wanted)
    moved = place_people(session, launch.context_id, wanted, source)
    event = record_change(session, launch, action, now, people=moved, **facts)
    keep_moves(session, event, before, places_of(session, launch.context_id, wanted))
    return event


def whose_branch_changes(session: Session, context_id: int, wanted: Mapping[int, int | None]) -> dict[int, int | None]:
    """Those of the wanted who are elsewhere now: put in branches by hand, everybody else keeps their source."""
    query = select(BranchMember.user_id, BranchMember.branch_id).where(BranchMember.context_id == context_id)
    now = dict(session.execute(query).all())
    return {user_id: branch_id for user_id, branch_id in wanted.items() if now.get(user_id) != branch_id}


def place_changed(session: Session, context_id: int, wanted: Mapping[int, int | None]) -> int:
    """Move people by hand, only where the branch changes; everybody else keeps their source. The caller commits."""
    return place_people(session, context_id, whose_branch_changes(session, context_id, wanted), "hand")


def take_up_branch(session: Session, launch: Launched) -> bool:
    """Put a learner in the branch that the launch's custom parameter names, unless a hand or a roster set another.

    Return whether anything was written; the caller commits then.
    """
    name = clean_line(launch.custom.get(CUSTOM_BRANCH, ""))
    if not name or len(name) > LONGEST_NAME or name.startswith("$") or is_preview(launch):
        return False  # "$…": a variable that the platform did not fill in
    member = session.get(BranchMember, (launch.context_id, launch.user_id))
    if member is not None and (member.source != "custom" or member.branch.name.casefold() == name.casefold()):
        return False
    try:
        branch_id = ensure_branches(session, launch.context_id, [name])[name.casefold()]
    except TooManyBranches:
        return False
    place_people(session, launch.context_id, {launch.user_id: branch_id}, "custom")
    return True


def _place_some(session: Session, context_id: int, wanted: Mapping[int, int | None], source: Source) -> int:
    members = select(BranchMember).where(BranchMember.context_id == context_id, BranchMember.user_id.in_(wanted))
    before = {each.user_id: each.branch_id for each in session.scalars(members)}
    changed = [each for each in wanted if before.get(each) != wanted[each]]
    session.execute(
        delete(BranchMember)
        .where(BranchMember.context_id == context_id, BranchMember.user_id.in_(wanted))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    rows = [
        {"context_id": context_id, "user_id": user_id, "branch_id": branch_id, "source": source}
        for user_id, branch_id in wanted.items()
        if branch_id is not None
    ]
    insert_if_absent(session, BranchMember, rows)
    by_branch: dict[int | None, list[int]] = defaultdict(list)
    for user_id in changed:
        by_branch[wanted[user_id]].append(user_id)
    for branch_id, people in by_branch.items():
        people_moved.send(session, context_id=context_id, people=people, branch_id=branch_id)
    return len(changed)


def _free_name(session: Session, context_id: int, name: str, besides: int | None = None) -> str:
    name = clean_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadBranchName
    if _by_name(session, context_id).get(name.casefold(), besides) != besides:
        raise BranchNameTaken
    return name


def _by_name(session: Session, context_id: int) -> dict[str, int]:
    rows = session.execute(select(Branch.name, Branch.id).where(Branch.context_id == context_id))
    return {name.casefold(): branch_id for name, branch_id in rows}
