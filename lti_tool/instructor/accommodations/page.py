"""All that people of a course have of their own, and what a list would change, in words and as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.change_log.lines import link_titles
from lti_tool.errors import N_
from lti_tool.instructor.accommodations.saving import Outlook
from lti_tool.instructor.accommodations.table import LABELS, Course
from lti_tool.instructor.shared.moments import for_spreadsheet, which_of_two
from lti_tool.instructor.shared.people.lists import known_people
from lti_tool.lti.models import Membership, User
from lti_tool.placements.dates import DATES, Said, Source
from lti_tool.placements.models import Accommodation, AttemptGrant, Placement, SaidDates, as_said
from lti_tool.placements.words import describe_accommodation
from lti_tool.templating import format_datetime, translate

_NOTHING = N_("no extra time, no extra attempts")
_GRANTED = N_("Single attempts given at this link")
_NONE = N_("none")
_DATE_LABELS = {name: LABELS[name] for name in DATES}


@dataclass(slots=True)
class InForce:
    """What one person has: figures for the course, attempts at links, and dates; None stands for the course."""

    user: User
    is_active: bool
    figures: Accommodation | None = None
    granted: dict[int, int] = field(default_factory=dict)
    dates: dict[int | None, Said] = field(default_factory=dict)

    @property
    def places(self) -> list[int | None]:
        """Where they have any of it, the course first."""
        of_course: set[int | None] = {None} if self.figures else set()
        return sorted({*self.dates, *self.granted} | of_course, key=lambda at: at or 0)


def read_against(session: Session, context_id: int, zone: tzinfo) -> Course:
    """What a list is read against."""
    links: dict[str, list[int]] = defaultdict(list)
    for placement_id, title in link_titles(session, context_id).items():
        links[" ".join(title.split()).casefold()].append(int(placement_id))
    people, left = known_people(session, context_id), known_people(session, context_id, is_active=False)
    return Course(people, left, links, zone, {name: translate(words) for name, words in LABELS.items()})


def in_force(session: Session, context_id: int) -> list[InForce]:
    """Everybody who has anything of their own in a course, by name, in a number of statements that does not grow."""
    links = {each.id: each.resource_link_id for each in _placements(session, context_id)}
    by_link: Mapping[int | None, int | None] = {None: None} | {link: placement for placement, link in links.items()}
    given = _given(session, context_id)
    at = or_(SaidDates.context_id == context_id, SaidDates.resource_link_id.in_(links.values()))
    dates = session.scalars(select(SaidDates).where(at, SaidDates.source == Source.PERSON)).all()
    granted = select(AttemptGrant).where(AttemptGrant.placement_id.in_(links), AttemptGrant.extra_attempts > 0)
    grants = session.scalars(granted).all()
    people = {*given, *(each.user_id for each in dates), *(each.user_id for each in grants)}
    query = (
        select(User, Membership.is_active)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == context_id, User.id.in_(people))
        .order_by(User.name, User.id)
    )
    found = {user.id: InForce(user, is_active, given.get(user.id)) for user, is_active in session.execute(query)}
    for row in dates:
        if row.user_id in found:
            found[row.user_id].dates[by_link[row.resource_link_id]] = as_said(row)
    for grant in grants:
        if grant.user_id in found:
            found[grant.user_id].granted[grant.placement_id] = grant.extra_attempts
    return list(found.values())


def _given(session: Session, context_id: int) -> dict[int, Accommodation]:
    """The figures of those who have any: what was taken back is kept as a row that gives nothing."""
    figures = session.scalars(select(Accommodation).where(Accommodation.context_id == context_id))
    return {each.user_id: each for each in figures if describe_accommodation(each.time_factor, each.extra_attempts)}


def _placements(session: Session, context_id: int) -> Sequence[Placement]:
    return session.scalars(select(Placement).where(Placement.context_id == context_id)).all()


@dataclass(frozen=True, slots=True)
class LineInWords:
    """A line of the preview: whose, where, and what they would have."""

    row: int
    name: str
    link: str
    words: Sequence[str]
    is_change: bool


def say_outlooks(session: Session, context_id: int, outlooks: Sequence[Outlook], zone: tzinfo) -> list[LineInWords]:
    """What a list comes to, line by line."""
    titles = link_titles(session, context_id)
    users = select(User.id, User.name).where(User.id.in_([each.wish.user_id for each in outlooks]))
    names: dict[int, str] = dict(session.execute(users).all())
    return [
        LineInWords(
            each.wish.row,
            names.get(each.wish.user_id, ""),
            titles.get(str(each.wish.placement_id), ""),
            _say(each, zone),
            each.is_change,
        )
        for each in outlooks
    ]


def _say(outlook: Outlook, zone: tzinfo) -> list[str]:
    wish, said = outlook.wish, []
    if wish.factor is not None or wish.extra_attempts is not None:
        given = describe_accommodation(outlook.factor, outlook.extra_attempts)
        said.append(given or translate(_NOTHING))
    return said + [
        f"{translate(_DATE_LABELS[name])}: {_say_date(outlook.moments[name], zone)}" for name in wish.moments
    ]


def _say_date(at: datetime | None, zone: tzinfo) -> str:
    """Where clocks show it twice that day, which one is meant: a list can name neither."""
    if at is None:
        return "–"
    said, meant = format_datetime(at, zone), which_of_two(at, zone)
    return f"{said} ({meant})" if meant else said


def csv_rows(people: Iterable[InForce], titles: Mapping[str, str], zone: tzinfo) -> Iterator[list[object]]:
    """What is in force as a file that can be uploaded again; attempts at single links are only told."""
    yield [*(translate(words) for words in LABELS.values()), translate(_GRANTED), f"({zone})"]
    for each in people:
        who = [each.user.name, each.user.email, each.user.id_on_platform]
        for place in each.places:
            said = each.dates.get(place)
            moments = [_cell(getattr(said, name, None), zone) for name in DATES]
            if place is None:
                yield [*who, "", *_figures_cells(each.figures), *moments, ""]
            else:
                yield [*who, titles.get(str(place), ""), "", "", *moments, each.granted.get(place, "")]


def _figures_cells(given: Accommodation | None) -> tuple[object, object]:
    return (round((given.time_factor - 1) * 100), given.extra_attempts) if given else ("", "")


def sample_rows(now: datetime, zone: tzinfo) -> Iterator[list[object]]:
    """A file to begin with: three people who are nobody."""
    later = now + timedelta(days=14)
    closes_at = _cell(later.replace(hour=17, minute=0), zone)
    yield [translate(words) for words in LABELS.values()]
    yield ["", "first.learner@library.example", "", "", 50, 1, "", "", ""]
    yield ["", "second.learner@library.example", "", "", 100, "", "", "", closes_at]
    yield ["", "third.learner@library.example", "", "", "", "", "", "", translate(_NONE)]


def _cell(at: datetime | None, zone: tzinfo) -> str:
    """As spreadsheets read it, and so that it is read back: the second of two has its offset."""
    local = at.astimezone(zone) if at else None
    return local.isoformat(" ", "minutes") if local and local.fold else for_spreadsheet(at, zone)
