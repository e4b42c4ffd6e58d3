"""The changes made in a course, newest first, a page at a time, with names instead of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import ActorKind, AuditEvent
from lti_tool.instructor.log.words import EVERYBODY, WORDS, say, say_actor
from lti_tool.lti.models import Membership, User
from lti_tool.paging import PER_PAGE
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.words import UNSET
from lti_tool.templating import translate

DIGITS = 10


@dataclass(frozen=True, slots=True)
class LogLine:
    """One change: when, who, what, and why where somebody said so."""

    at: datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some changes, and where older ones begin."""

    lines: list[LogLine]
    older: int | None


def read_log(session: Session, context_id: int, before: int | None) -> LogPage:
    """A page of a course's log: the newest, or those before an event."""
    query = select(AuditEvent).where(AuditEvent.context_id == context_id)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    events = list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(PER_PAGE + 1)))
    shown = events[:PER_PAGE]
    names, links = _names(session, context_id, shown), _links(session, context_id)
    return LogPage(
        [_line(event, names, links) for event in shown],
        older=shown[-1].id if len(events) > PER_PAGE else None,
    )


def _line(event: AuditEvent, names: Mapping[int, str], links: Mapping[str, str]) -> LogLine:
    facts = _facts(event)
    why = facts.pop("reason", "")
    if event.action in WORDS:
        facts |= {
            "person": names.get(_user_id(facts), UNSET),
            "link": links.get(str(facts.get("placement")), UNSET),
            "lesson": _lesson_title(str(facts.get("lesson", ""))),
            "where": facts.get("where") or translate(EVERYBODY),
        }
    return LogLine(event.at, say_actor(event.actor, names), say(event.action, facts, _lesson_title), why)


def _facts(event: AuditEvent) -> dict[str, Any]:
    """What an event tells; where only the version before told of it, what that said then."""
    if event.facts is not None:
        return dict(event.facts)
    said = dict(event.detail)
    if "changed" in said:
        said["changes"] = said["scores_changed"] = said.pop("changed")
    return said


def _user_id(facts: Mapping[str, Any]) -> int:
    """Whom an event is about; 0: nobody, or nobody who can be read. The version before wrote it as a text."""
    said = str(facts.get("user", ""))
    return int(said) if said.isdecimal() and len(said) <= DIGITS else 0


def _names(session: Session, context_id: int, events: Iterable[AuditEvent]) -> dict[int, str]:
    """The names of everybody the events speak of who is known in the course; nobody else's."""
    wanted = {_user_id(_facts(each)) for each in events}
    wanted |= {each.actor.id for each in events if each.actor.kind == ActorKind.USER and each.actor.id}
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    rows = session.execute(query.where(User.id.in_(wanted), Membership.context_id == context_id))
    return {user_id: name or UNSET for user_id, name in rows}


def _links(session: Session, context_id: int) -> dict[str, str]:
    """What the course's links are called: by the platform, else by their module."""
    query = select(Placement).where(Placement.context_id == context_id)
    found = session.scalars(query.options(joinedload(Placement.resource_link, innerjoin=True)))
    return {str(each.id): each.resource_link.title or _module_title(each) for each in found}


def _lesson_title(lesson_id: str) -> str:
    found = (module.lesson(lesson_id) for module in catalogue().modules)
    return next((lesson.title for lesson in found if lesson), lesson_id)


def _module_title(placement: Placement) -> str:
    module = catalogue().module(placement.module_id)
    return module.title if module else placement.module_id
