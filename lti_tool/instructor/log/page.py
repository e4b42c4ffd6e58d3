"""The changes made in a course, newest first, a page at a time, with names instead of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import AuditEvent
from lti_tool.instructor.log.words import EVERYBODY, UNKNOWN, WORDS, say
from lti_tool.lti.models import Membership, User
from lti_tool.paging import PER_PAGE
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.templating import translate

BY_USER = "user "


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


def _line(event: AuditEvent, names: dict[str, str], links: dict[str, str]) -> LogLine:
    facts = dict(event.detail)
    why = facts.pop("reason", "")
    if event.action in WORDS:
        facts |= {
            "person": names.get(str(facts.get("user")), UNKNOWN),
            "link": links.get(str(facts.get("placement")), UNKNOWN),
            "lesson": _lesson_title(str(facts.get("lesson", ""))),
            "where": facts.get("where") or translate(EVERYBODY),
        }
    number = event.actor.removeprefix(BY_USER)
    who = names.get(number, UNKNOWN) if event.actor.startswith(BY_USER) else event.actor
    return LogLine(event.at, who, say(event.action, facts, _lesson_title), why)


def _names(session: Session, context_id: int, events: list[AuditEvent]) -> dict[str, str]:
    """The names of everybody the events speak of who is known in the course; nobody else's."""
    numbers = {each.actor.removeprefix(BY_USER) for each in events} | {str(each.detail.get("user")) for each in events}
    wanted = [int(each) for each in numbers if each.isascii() and each.isdigit()]
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    rows = session.execute(query.where(User.id.in_(wanted), Membership.context_id == context_id))
    return {str(user_id): name or UNKNOWN for user_id, name in rows}


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
