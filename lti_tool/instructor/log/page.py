"""The changes made in a course, newest first, with names instead of numbers: a page at a time, or all that match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.audit import ActorKind, AuditEvent
from lti_tool.change_log.content_titles import titles_named
from lti_tool.change_log.lines import LogLine, link_titles, spoken_of, word_line
from lti_tool.instructor.log.filter import LogFilter
from lti_tool.instructor.shared.moments import for_spreadsheet, in_zone
from lti_tool.lti.models import Membership, User
from lti_tool.paging import PER_PAGE
from lti_tool.placements.words import UNSET

BATCH = 500


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some changes, and where older ones begin; `people` made changes here, `links` are the course's, by their ids."""

    lines: list[LogLine]
    older: int | None
    people: Sequence[tuple[int, str]]
    links: Mapping[str, str]


def read_log(session: Session, context_id: int, wanted: LogFilter) -> LogPage:
    """A page of a course's log: the newest that match, or those before an event."""
    events = list(session.scalars(_matching(context_id, wanted).limit(PER_PAGE + 1)))
    shown = events[:PER_PAGE]
    names, links = _names(session, context_id, shown), link_titles(session, context_id)
    own = titles_named(session, context_id, shown)
    return LogPage(
        [word_line(event, names, links, own) for event in shown],
        older=shown[-1].id if len(events) > PER_PAGE else None,
        people=_who_changed(session, context_id),
        links=links,
    )


def csv_rows(session: Session, context_id: int, wanted: LogFilter) -> Iterator[Sequence[object]]:
    """The head of a file, and a line for each change that matches, read in batches."""
    zone = wanted.time_zone
    yield [in_zone(_("When"), zone), _("Who"), _("What"), _("Why")]
    links = link_titles(session, context_id)
    found = session.scalars(_matching(context_id, wanted).execution_options(yield_per=BATCH))
    for events in found.partitions():
        names = _names(session, context_id, events)
        own = titles_named(session, context_id, events)
        for line in (word_line(event, names, links, own) for event in events):
            yield [for_spreadsheet(line.at, zone), line.who, line.what, line.why]


def _matching(context_id: int, wanted: LogFilter) -> Select[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.context_id == context_id, *wanted.conditions())
    return query.order_by(AuditEvent.id.desc())


def _who_changed(session: Session, context_id: int) -> list[tuple[int, str]]:
    """Everybody known in the course who changed something in it, by name."""
    ids = select(AuditEvent.actor_id).where(
        AuditEvent.context_id == context_id, AuditEvent.actor_kind == ActorKind.USER
    )
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    found = session.execute(query.where(User.id.in_(ids), Membership.context_id == context_id).order_by(User.name))
    return [(user_id, name or UNSET) for user_id, name in found]


def _names(session: Session, context_id: int, events: Iterable[AuditEvent]) -> dict[int, str]:
    """The names of everybody the events speak of who is known in the course; nobody else's."""
    wanted = {spoken_of(each) for each in events}
    wanted |= {each.actor.id for each in events if each.actor.kind == ActorKind.USER and each.actor.id}
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    rows = session.execute(query.where(User.id.in_(wanted), Membership.context_id == context_id))
    return {user_id: name or UNSET for user_id, name in rows}
