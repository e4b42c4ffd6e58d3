"""Setting a person's or a branch's own dates, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction, Fact
from lti_tool.db import upsert
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.dates import DATES, Said, Source
from lti_tool.placements.models import Placement, SaidDates

Moments = Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Whose:
    """One person of a course, or one of its branches with its name."""

    user_id: int | None = None
    branch_id: int | None = None
    branch: str = ""

    @property
    def source(self) -> Source:
        """Who is heard where these dates hold."""
        return Source.BRANCH if self.user_id is None else Source.PERSON

    @property
    def columns(self) -> dict[str, int | None]:
        """The column that says whose dates a row has."""
        return {"branch_id": self.branch_id} if self.user_id is None else {"user_id": self.user_id}

    def is_theirs(self) -> ColumnElement[bool]:
        """The rows of the table that are theirs, and not the LMS's."""
        mine = (getattr(SaidDates, name) == value for name, value in self.columns.items())
        return and_(SaidDates.source == self.source, *mine)


def as_own(whose: Whose, placement: Placement | None, moments: Moments) -> Said:
    """Dates that are to be set, as they will be heard."""
    named = {name: moments.get(name) for name in DATES}
    return Said(whose.source, **named, is_for_course=placement is None)


def set_own_dates(
    session: Session, launch: Launch, whose: Whose, placement: Placement | None, moments: Moments, now: datetime
) -> None:
    """Set the dates of a person or a branch at a link, or without one in all of the launch's course.

    They take the place of what was set there before; no date at all takes it back. Attempts that are open do not
    follow by themselves: see `attempts.adjusting`. The caller commits.
    """
    where = _where(launch, placement)
    named = {name: moments.get(name) for name in DATES}
    theirs = and_(whose.is_theirs(), *(getattr(SaidDates, name) == value for name, value in where.items()))
    known = session.execute(
        select(SaidDates.opens_at, SaidDates.due_at, SaidDates.closes_at).where(theirs)
    ).one_or_none()
    if any(named.values()):
        key: dict[str, Any] = where | whose.columns
        if placement is not None and whose.user_id is not None:
            key["source"] = whose.source.value
        row = key | {"source": whose.source.value, "heard_at": now} | named
        upsert(session, SaidDates, row, keys=tuple(key))
    elif known is None:
        return
    else:
        session.execute(delete(SaidDates).where(theirs))
    place = {"placement": placement.id} if placement else {}
    before = list(known) if known else [None] * len(DATES)
    action, whom = _logged_as(whose)
    record_change(session, launch, action, now, **whom, **place, **named, before=before)


def _logged_as(whose: Whose) -> tuple[CourseAction, dict[str, Fact]]:
    if whose.user_id is None:
        return CourseAction.BRANCH_DATES_SET, {"branch": whose.branch, "branch_id": whose.branch_id}
    return CourseAction.OWN_DATES_SET, {"user": whose.user_id}


def _where(launch: Launch, placement: Placement | None) -> dict[str, Any]:
    if placement is None:
        return {"context_id": launch.context_id}
    return {"resource_link_id": placement.resource_link_id}
