"""Branches and who is in them, back as they were before one change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent, CourseAction, Fact
from lti_tool.branches.membership import Source, ensure_branches, members_of, place_people, rename_branch
from lti_tool.branches.membership import remove_branch as remove
from lti_tool.branches.models import Branch, BranchMove
from lti_tool.branches.moves import keep_moves, moves_of, places_of
from lti_tool.db import insert_if_absent
from lti_tool.errors import N_
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.local_policies.texts import find_policy, follow_branch_name, keep_present, save_policy, text_of
from lti_tool.placements.models import LocalPolicy, PolicyVersion, SaidDates
from lti_tool.undoing.offer import AS_BEFORE, UNREADABLE, Offer, Said, refused

NO_SUCH_BRANCH = N_("No branch of this course is called “%(name)s” now.")
IS_CALLED = N_("Branch “%(now)s” will be called “%(then)s” again. Its people and its policies stay with it.")
NAME_IS_THERE = N_("There is a branch “%(name)s” again: what is put back goes there.")
COMES_BACK = N_("Branch “%(name)s” will be there again, with a new place in lists.")
MADE_AGAIN = N_("Branches that are no longer there will be added again: %(names)s.")
PEOPLE_BACK = N_("People put back where they were: %(count)s.")
PEOPLE_SINCE = N_("People left where they are, because they were put elsewhere since: %(count)s.")
PEOPLE_GONE = N_("People no longer known here, who cannot be put back: %(count)s.")
POLICIES_BACK = N_("Local policies put back: %(count)s.")
DATES_BACK = N_("Dates of the branch put back at links: %(count)s.")
NOBODY = N_("Nobody is where this change put them any more, so there is nobody to put back.")


def change_name(session: Session, launch: Launch, branch: Branch, name: str, now: datetime) -> None:
    """Call a branch something else; earlier texts of its policies follow. Raises BadBranchName. The caller commits."""
    before = branch.name
    rename_branch(session, launch, branch, name, now)
    follow_branch_name(session, launch.context_id, before, branch.name)


def remove_branch(session: Session, launch: Launch, branch: Branch, now: datetime) -> None:
    """Remove a branch, keeping what it takes to put it back: its policies' texts and its dates. The caller commits."""
    policies = session.scalars(select(LocalPolicy).filter_by(branch_id=branch.id).order_by(LocalPolicy.id)).all()
    kept: list[Fact] = [keep_present(session, each) for each in policies]
    dates = session.scalars(select(SaidDates).filter_by(branch_id=branch.id).order_by(SaidDates.id)).all()
    said: list[Fact] = [[each.resource_link_id, each.opens_at, each.due_at, each.closes_at] for each in dates]
    remove(session, launch, branch, now, policies=kept, dates=said)


def look_at_name(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What calling a branch as before would do."""
    now_called, then = (str(event.told.get(name, "")) for name in ("name", "before"))
    branch = find_by_name(session, launch, now_called)
    if branch is None:
        return refused(NO_SUCH_BRANCH, "instructor.branches", name=now_called)

    def do(_why: str, now: datetime) -> None:
        change_name(session, launch, branch, then, now)

    said = Said(IS_CALLED, {"now": branch.name, "then": then})
    return Offer(do=do, facts=[branch.id, branch.name, then], people=members_of(session, branch.id), notes=[said])


def look_at_removal(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What putting a branch back would do, with its people, policies and dates."""
    facts = event.told
    if "policies" not in facts:
        return refused(UNREADABLE, "instructor.branches")
    name, moves = str(facts["name"]), moves_of(session, event)
    back, since = _sorted_out(session, launch, moves)
    policies, dates = _policies(session, launch, name, facts["policies"]), _dates(session, launch, facts["dates"])
    is_there = find_by_name(session, launch, name) is not None

    def do(_why: str, now: datetime) -> None:
        branch_id = ensure_branches(session, launch.context_id, [name])[name.casefold()]
        branch = session.get_one(Branch, branch_id)
        for version in policies:
            save_policy(session, launch, version.lesson_id, branch, text_of(version), now)
        insert_if_absent(session, SaidDates, [{**each, "branch_id": branch_id, "heard_at": now} for each in dates])
        _put_back(session, launch, back, now, CourseAction.BRANCH_PUT_BACK, name=name, policies=len(policies))

    counts = ((PEOPLE_BACK, back), (PEOPLE_SINCE, since), (POLICIES_BACK, policies), (DATES_BACK, dates))
    gone = int(facts.get("people", 0)) - len(moves)
    return Offer(
        do=do,
        facts=[name, is_there, [each.user_id for each in back], [each.id for each in policies], len(dates)],
        people=[each.user_id for each in back],
        notes=[
            Said(NAME_IS_THERE if is_there else COMES_BACK, {"name": name}),
            *_counted(counts),
            *([Said(PEOPLE_GONE, {"count": gone})] if gone > 0 else []),
        ],
    )


def look_at_moves(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What putting people back in the branches that they were in would do."""
    moves = moves_of(session, event)
    if not moves:
        return refused(UNREADABLE if event.told.get("people") else AS_BEFORE, "instructor.branches")
    back, since = _sorted_out(session, launch, moves)
    if not back:
        return refused(NOBODY, "instructor.branches")
    names = {each.branch_before for each in back} - {""}
    missing = sorted(name for name in names if find_by_name(session, launch, name) is None)

    def do(_why: str, now: datetime) -> None:
        _put_back(session, launch, back, now, CourseAction.PEOPLE_PUT_BACK)

    return Offer(
        do=do,
        facts=[[each.user_id for each in back], missing],
        people=[each.user_id for each in back],
        notes=[
            *_counted(((PEOPLE_BACK, back), (PEOPLE_SINCE, since))),
            *([Said(MADE_AGAIN, {"names": ", ".join(missing)})] if missing else []),
        ],
    )


def _counted(counts: Iterable[tuple[str, Sequence[object]]]) -> list[Said]:
    return [Said(wording, {"count": len(found)}) for wording, found in counts if found]


def _sorted_out(
    session: Session, launch: Launch, moves: Sequence[BranchMove]
) -> tuple[list[BranchMove], list[BranchMove]]:
    """Those who are where the change put them, and those who were put elsewhere since; without whoever is back."""
    places = places_of(session, launch.context_id, [each.user_id for each in moves])
    names = {each.user_id: places[each.user_id].branch.casefold() for each in moves}
    back = [each for each in moves if names[each.user_id] == each.branch.casefold()]
    since = [
        each for each in moves if names[each.user_id] not in (each.branch.casefold(), each.branch_before.casefold())
    ]
    return back, since


def _put_back(
    session: Session, launch: Launch, moves: Sequence[BranchMove], now: datetime, action: CourseAction, **facts: Fact
) -> None:
    """Put people where they were, as whoever said so then, with a line of the log that can be taken back in turn."""
    people = [each.user_id for each in moves]
    before = places_of(session, launch.context_id, people)
    ids = ensure_branches(session, launch.context_id, {each.branch_before for each in moves} - {""})
    by_source: dict[str, dict[int, int | None]] = defaultdict(dict)
    for each in moves:
        where = ids[each.branch_before.casefold()] if each.branch_before else None
        by_source[each.source_before or "hand"][each.user_id] = where
    for source, wanted in by_source.items():
        place_people(session, launch.context_id, wanted, cast(Source, source))
    event = record_change(session, launch, action, now, people=len(people), **facts)
    keep_moves(session, event, before, places_of(session, launch.context_id, people))


def find_by_name(session: Session, launch: Launch, name: str) -> Branch | None:
    """The branch of the course that is called so now, whatever the case."""
    branches = session.scalars(select(Branch).where(Branch.context_id == launch.context_id))
    return next((each for each in branches if each.name.casefold() == name.casefold()), None)


def _policies(session: Session, launch: Launch, name: str, kept: Sequence[int]) -> list[PolicyVersion]:
    """The texts that went with a branch, but for lessons where it has another one by now."""
    branch = find_by_name(session, launch, name)
    query = select(PolicyVersion).where(PolicyVersion.context_id == launch.context_id, PolicyVersion.id.in_(kept))
    found = session.scalars(query.order_by(PolicyVersion.id))
    if branch is None:
        return list(found)
    return [each for each in found if find_policy(session, launch.context_id, each.lesson_id, branch.id) is None]


def _dates(session: Session, launch: Launch, kept: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """The branch's dates, in all of the course and at links that it still has, as rows without the branch."""
    links = select(ResourceLink.id).where(
        ResourceLink.context_id == launch.context_id, ResourceLink.id.in_([each[0] for each in kept if each[0]])
    )
    known = set(session.scalars(links))
    moments = ("opens_at", "due_at", "closes_at")
    return [
        {"resource_link_id": link, "context_id": None if link else launch.context_id}
        | {"source": "branch", "user_id": None}
        | {name: at and datetime.fromisoformat(at) for name, at in zip(moments, said, strict=True)}
        for link, *said in kept
        if link is None or link in known
    ]
