"""Links whose quiz is closed for one person, and opening them for that person until a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import Launch
from lti_tool.placements.accommodations import placements_with_dates
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.finding import own_dates_of
from lti_tool.placements.own_dates.setting import Whose, as_own, set_own_dates


class OpensNothing(ToolError):
    """A moment until which nothing can be open."""

    advice = N_("Nothing was changed.")


@dataclass(frozen=True, slots=True)
class ClosedLink:
    """A link that is closed for somebody since a moment."""

    placement: Placement
    closed_at: datetime


def closed_links(session: Session, context_id: int, user_id: int, now: datetime) -> list[ClosedLink]:
    """The links of a course whose quiz is closed for one person, in one statement."""
    found = (
        (placement, placement.dates_for(said).closes_at)
        for placement, said in placements_with_dates(session, context_id, user_id).items()
        if _has_quiz(placement)
    )
    closed = [ClosedLink(placement, at) for placement, at in found if at and at <= now]
    return sorted(closed, key=lambda each: each.placement.id)


def _has_quiz(placement: Placement) -> bool:
    module = catalogue().module(placement.module_id)
    return module is None or module.quiz is not None


def open_until(
    session: Session, launch: Launch, user_id: int, placements: Iterable[Placement], until: datetime, now: datetime
) -> None:
    """Give a person a closing date of their own at these links, beside what else is set for them there.

    Raises OpensNothing, before anything is written, where the moment has passed or comes before they may begin.
    Attempts that are open do not follow by themselves. The caller commits.
    """
    if until <= now:
        raise OpensNothing(N_("That moment has passed. Choose one that is still to come."))
    whose, context_id = Whose(user_id=user_id), launch.context_id
    own, said = own_dates_of(session, context_id, whose), placements_with_dates(session, context_id, user_id)
    wanted = {each: _moments(own.get(each.id), until) for each in placements}
    for placement, moments in wanted.items():
        known = {placement: said.get(placement, [])}
        for _at, each in find_own_contradictions(known, as_own(whose, placement, moments)):
            raise OpensNothing(each.wording, params=each.params)
    for placement, moments in wanted.items():
        set_own_dates(session, launch, whose, placement, moments, now)


def _moments(known: object, until: datetime) -> dict[str, datetime | None]:
    return {name: getattr(known, name, None) for name in ("opens_at", "due_at")} | {"closes_at": until}
