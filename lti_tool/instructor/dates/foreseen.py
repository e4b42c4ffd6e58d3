"""What dates would do that are typed and not yet saved: to whom they open or close what, and whose date they move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import attempts_that_follow
from lti_tool.branches.membership import members_of
from lti_tool.instructor.dates.page import OwnDatesPage
from lti_tool.placements.dates import Dates, Said
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.many import SaidAt, heard_at, said_to_many
from lti_tool.placements.own_dates.setting import Moments, Whose, as_own


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What changes at one link: for how many people any date does, the link opens or closes now; `attempts` are open.

    Those attempts end at another time than before.
    """

    title: str
    people: int
    opened: int
    closed: int
    attempts: int


def foresee(
    session: Session, page: OwnDatesPage, at: Placement | None, moments: Moments, now: datetime
) -> list[Foreseen]:
    """Each link at which anything would change, in a number of statements that does not grow with people."""
    if not page.titles:
        return []
    whose, context_id = page.subject.whose, next(iter(page.titles)).context_id
    people = _people(session, whose)
    said, running = said_to_many(session, context_id, people), _running(session, context_id, people)
    found = []
    for link, title in page.titles.items():
        if at not in (None, link):
            continue
        before = link.dates_for_each({each: heard_at(said.get(each, ()), link) for each in people})
        after = link.dates_for_each({each: _with(said.get(each, ()), link, at, whose, moments) for each in people})
        found.append(_changes(title, before, after, running[link.id], now))
    return [each for each in found if each.people]


def _people(session: Session, whose: Whose) -> list[int]:
    return [whose.user_id] if whose.user_id is not None else list(members_of(session, whose.branch_id or 0))


def _running(session: Session, context_id: int, people: Collection[int]) -> Mapping[int, set[int]]:
    """Who has an attempt open, by placement."""
    running: dict[int, set[int]] = defaultdict(set)
    for attempt in attempts_that_follow(session, context_id, people):
        running[attempt.placement_id].add(attempt.user_id)
    return running


def _with(said: Iterable[SaidAt], link: Placement, at: Placement | None, whose: Whose, moments: Moments) -> list[Said]:
    """The same, with what is typed in the place of what is set there."""
    new = as_own(whose, at, moments)
    others = [
        each for each in heard_at(said, link) if (each.source, each.is_for_course) != (new.source, new.is_for_course)
    ]
    return [*others, new]


def _changes(
    title: str, before: Mapping[int, Dates], after: Mapping[int, Dates], running: set[int], now: datetime
) -> Foreseen:
    moved = [user for user, then in after.items() if _moments(then) != _moments(before[user])]
    opened = sum(_opens(before[user], after[user], now) for user in moved)
    closed = sum(_opens(after[user], before[user], now) for user in moved)
    ending = sum(after[user].closes_at != before[user].closes_at for user in running.intersection(moved))
    return Foreseen(title, len(moved), opened, closed, ending)


def _moments(dates: Dates) -> tuple[datetime | None, ...]:
    return dates.opens_at, dates.due_at, dates.closes_at


def _opens(before: Dates, after: Dates, now: datetime) -> bool:
    return _is_open(after, now) and not _is_open(before, now)


def _is_open(dates: Dates, now: datetime) -> bool:
    return (dates.opens_at is None or dates.opens_at <= now) and (dates.closes_at is None or now < dates.closes_at)
