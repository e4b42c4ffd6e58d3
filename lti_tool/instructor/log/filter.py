"""Which changes are shown: by whom, of what kind, at which link, and when; read from the address, and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_

from lti_tool import row_id
from lti_tool.audit import ActorKind, AuditEvent
from lti_tool.errors import N_
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.instructor.shared.people.finding import read_number, read_words
from lti_tool.placements.picking.description import EARLIEST, LATEST
from lti_tool.privacy.searching import fact

NO_PERSON = -1
"""Whoever is no person: this tool, the LMS, a command of those who run the tool."""


class Kind(StrEnum):
    """What was changed; the rest of what the log knows is OTHER."""

    ALL = ""
    SETTINGS = "settings"
    PEOPLE = "people"
    QUESTIONS = "questions"
    GRADES = "grades"
    CERTIFICATES = "certificates"
    BRANCHES = "branches"
    CONTENT = "content"
    COMMUNITY = "community"
    DESK = "desk"
    FILES = "files"
    OTHER = "other"


KIND_WORDS = {
    Kind.ALL: N_("Anything"),
    Kind.SETTINGS: N_("Settings, dates and modules"),
    Kind.PEOPLE: N_("Extra time, attempts, one person"),
    Kind.QUESTIONS: N_("Regraded questions"),
    Kind.GRADES: N_("Grades sent"),
    Kind.CERTIFICATES: N_("Certificates"),
    Kind.BRANCHES: N_("Branches"),
    Kind.CONTENT: N_("Local policy and own content"),
    Kind.COMMUNITY: N_("Community"),
    Kind.DESK: N_("Work at the desk"),
    Kind.FILES: N_("Files of answers taken along"),
    Kind.OTHER: N_("Anything else"),
}
AREAS: dict[Kind, tuple[str, ...]] = {
    Kind.SETTINGS: ("placement", "course"),
    Kind.PEOPLE: ("accommodation", "person", "attempt"),
    Kind.QUESTIONS: ("item",),
    Kind.GRADES: ("grades",),
    Kind.CERTIFICATES: ("certificate", "certificates"),
    Kind.BRANCHES: ("branch",),
    Kind.CONTENT: ("policy", "own_content", "own_image"),
    Kind.COMMUNITY: ("contribution",),
    Kind.DESK: ("transfer",),
    Kind.FILES: ("answers",),
}
"""What an action's code begins with, before its dot."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is asked for; an empty field asks for nothing.

    `who` is a user's id or NO_PERSON, `link` a placement's id, `first` and `last` are days in the reader's time zone,
    whose name is `zone`. `before` is the id of the event before which a page begins.
    """

    who: int = 0
    kind: Kind = Kind.ALL
    link: int = 0
    first: date | None = None
    last: date | None = None
    zone: str = ""
    before: int = 0

    @property
    def is_narrow(self) -> bool:
        """Whether anything might be left out."""
        return bool(self.who or self.kind or self.link or self.first or self.last)

    @property
    def time_zone(self) -> tzinfo:
        """The reader's time zone; UTC where the browser named none that we know."""
        return read_zone(self.zone)

    def to_query(self, **changes: Any) -> dict[str, object]:
        """The filter, with changes, as the query of an address."""
        new = replace(self, **changes)
        values: dict[str, object] = {"who": new.who, "kind": str(new.kind), "link": new.link, "before": new.before}
        values |= {"first": new.first and new.first.isoformat(), "last": new.last and new.last.isoformat()}
        return {name: value for name, value in (values | {"zone": new.zone}).items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for AuditEvent."""
        return [*self._by_whom(), *self._of_what(), *self._when()]

    def _by_whom(self) -> list[ColumnElement[bool]]:
        is_person = AuditEvent.actor_kind == ActorKind.USER
        if self.who == NO_PERSON:
            return [~is_person]
        return [is_person, AuditEvent.actor_id == self.who] if self.who else []

    def _of_what(self) -> list[ColumnElement[bool]]:
        known = AREAS.get(self.kind, ())
        found = []
        if known:
            found.append(_is_in(known))
        elif self.kind == Kind.OTHER:
            found.append(~_is_in([area for areas in AREAS.values() for area in areas]))
        if self.link:
            found.append(fact(AuditEvent.facts, "placement") == str(self.link))
        return found

    def _when(self) -> list[ColumnElement[bool]]:
        found = []
        if self.first:
            found.append(AuditEvent.at >= _begin(self.first, self.time_zone))
        if self.last:
            found.append(AuditEvent.at < _begin(self.last + timedelta(days=1), self.time_zone))
        if self.before:
            found.append(AuditEvent.id < self.before)
        return found


def read_filter(values: Mapping[str, str]) -> LogFilter:
    """Read an address; what no page of ours offers asks for nothing."""
    who, kind = values.get("who", ""), values.get("kind", "")
    return LogFilter(
        who=NO_PERSON if who == str(NO_PERSON) else read_number(who, row_id.MAXIMUM),
        kind=Kind(kind) if kind in list(Kind) else Kind.ALL,
        link=read_number(values.get("link", ""), row_id.MAXIMUM),
        first=_read_day(values.get("first", "")),
        last=_read_day(values.get("last", "")),
        zone=read_words(values.get("zone", "")),
        before=read_number(values.get("before", ""), row_id.MAXIMUM),
    )


def _is_in(areas: list[str] | tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(AuditEvent.action.startswith(f"{area}.", autoescape=True) for area in areas))


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _read_day(text: str) -> date | None:
    """A day as a browser's field writes it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None
