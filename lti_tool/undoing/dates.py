"""Dates that one person or one branch has of their own, back as they were before one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule_branch, reschedule_person
from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.branches.membership import members_of
from lti_tool.branches.models import Branch
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.placements.dates import DATES
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.finding import own_dates_of, said_to
from lti_tool.placements.own_dates.setting import Moments, Whose, as_own, set_own_dates
from lti_tool.placements.picking.custom import read_moment
from lti_tool.placements.words import UNSET
from lti_tool.templating import format_datetime, translate
from lti_tool.undoing.branches import find_by_name
from lti_tool.undoing.finding import find_link, find_member, number_in
from lti_tool.undoing.offer import (
    AS_BEFORE,
    NO_LINK,
    NO_PERSON,
    UNREADABLE,
    Field,
    Offer,
    Said,
    choose,
    chosen_of,
    refused,
)

NO_BRANCH = N_("The branch that this was about is no longer in this course.")
FOLLOWS = N_("An attempt that is open gets its new end at once.")
_GONE: Mapping[str, str] = {CourseAction.OWN_DATES_SET: NO_PERSON, CourseAction.BRANCH_DATES_SET: NO_BRANCH}
CALLED = {"opens_at": N_("Opens"), "due_at": N_("Due"), "closes_at": N_("Closes")}


def look(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What putting somebody's own dates back would do."""
    before = dates_before(event)
    if before is None:
        return refused(UNREADABLE)
    placement, whose = find_link(session, launch, event), _whose(session, launch, event)
    if placement is None and "placement" in event.told:
        return refused(NO_LINK)
    if whose is None:
        return refused(_GONE[event.action])
    at = placement.id if placement else None
    today = _today(session, launch, whose, at)
    fields = _fields(today, before, dates_made(event), wanted)
    if not fields:
        return refused(AS_BEFORE)
    back = {name: before[name] for name in chosen_of(fields)}
    moments = {**today, **back}
    problems = list(_problems(session, launch, whose, placement, moments))

    def do(_why: str, now: datetime) -> None:
        set_own_dates(session, launch, whose, placement, moments, now)
        session.flush()
        _follow(session, launch, whose)

    return Offer(
        do=do if back and not problems else None,
        facts=[whose.columns, at, _plain(today), _plain(moments)],
        fields=fields,
        people=_people(session, whose),
        notes=[Said(FOLLOWS)],
        problems=problems,
    )


def _today(session: Session, launch: Launch, whose: Whose, at: int | None) -> Moments:
    own = own_dates_of(session, launch.context_id, whose).get(at)
    return {name: getattr(own, name, None) for name in DATES}


def dates_before(event: AuditEvent) -> Moments | None:
    """What held before a change, by name; None where its line does not tell."""
    told = event.told.get("before")
    if not isinstance(told, list) or len(told) != len(DATES):
        return None
    return {name: _moment(said) for name, said in zip(DATES, told, strict=True)}


def dates_made(event: AuditEvent) -> Moments:
    """What a change made of them."""
    return {name: _moment(event.told.get(name)) for name in DATES}


def _moment(said: object) -> datetime | None:
    return read_moment(str(said)) if said else None


def _plain(moments: Moments) -> list[str | None]:
    return [at.isoformat() if at else None for at in moments.values()]


def _fields(today: Moments, before: Moments, made: Moments, wanted: frozenset[str] | None) -> Sequence[Field]:
    return [
        Field(
            name,
            translate(CALLED[name]),
            format_datetime(today[name]) or UNSET,
            format_datetime(before[name]) or UNSET,
            is_since=today[name] != made[name],
            is_chosen=choose(name, wanted, is_since=today[name] != made[name]),
        )
        for name in DATES
        if today[name] != before[name]
    ]


def _whose(session: Session, launch: Launch, event: AuditEvent) -> Whose | None:
    if event.action == CourseAction.OWN_DATES_SET:
        member = find_member(session, launch, event)
        return Whose(user_id=member.user_id) if member else None
    branch = session.get(Branch, number_in(event, "branch_id"))
    if branch is None or branch.context_id != launch.context_id:  # it may have been removed, and be there again
        branch = find_by_name(session, launch, str(event.told.get("branch", "")))
    return Whose(branch_id=branch.id, branch=branch.name) if branch else None


def _people(session: Session, whose: Whose) -> Sequence[int]:
    if whose.branch_id is None:
        return [whose.user_id] if whose.user_id else []
    return members_of(session, whose.branch_id)


def _problems(
    session: Session, launch: Launch, whose: Whose, placement: Placement | None, moments: Moments
) -> Iterable[Said]:
    if not any(moments.values()):
        return
    said = said_to(session, launch.context_id, whose)
    here: Mapping[Placement, Any] = {each: known for each, known in said.items() if placement in (None, each)}
    for _at, each in find_own_contradictions(here, as_own(whose, placement, moments)):
        yield Said(each.wording, each.params)


def _follow(session: Session, launch: Launch, whose: Whose) -> None:
    if whose.user_id is not None:
        reschedule_person(session, launch.context_id, whose.user_id)
    elif whose.branch_id is not None:
        reschedule_branch(session, whose.branch_id)
