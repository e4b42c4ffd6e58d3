"""The changes made in a course, newest first, a page at a time, with names instead of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import ActorKind, AuditEvent
from lti_tool.change_log.content_titles import own_titles
from lti_tool.change_log.lines import LogLine, link_titles, spoken_of, word_line
from lti_tool.lti.models import Membership, User
from lti_tool.paging import PER_PAGE
from lti_tool.placements.words import UNSET


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
    names, links = _names(session, context_id, shown), link_titles(session, context_id)
    keys = {
        str(facts.get(name)) for each in shown if (facts := each.facts) for name in ("item", "key") if name in facts
    }
    own = own_titles(session, context_id, keys)
    return LogPage(
        [word_line(event, names, links, own) for event in shown],
        older=shown[-1].id if len(events) > PER_PAGE else None,
    )


def _names(session: Session, context_id: int, events: Iterable[AuditEvent]) -> dict[int, str]:
    """The names of everybody the events speak of who is known in the course; nobody else's."""
    wanted = {spoken_of(each) for each in events}
    wanted |= {each.actor.id for each in events if each.actor.kind == ActorKind.USER and each.actor.id}
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    rows = session.execute(query.where(User.id.in_(wanted), Membership.context_id == context_id))
    return {user_id: name or UNSET for user_id, name in rows}
