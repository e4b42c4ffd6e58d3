"""What a list changed for many people, back as it was before, but for whoever was given something else since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule_people
from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.change_log.lines import spoken_of
from lti_tool.errors import N_
from lti_tool.lti.models import Launch, Membership
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.accommodations import figures_in, figures_of, set_figures
from lti_tool.placements.dates import DATES
from lti_tool.placements.models import Accommodation, Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.many import SaidAt, heard_at, own_at, said_to_many
from lti_tool.placements.own_dates.setting import Whose, as_own, set_own_dates
from lti_tool.undoing.dates import FOLLOWS, dates_before, dates_made
from lti_tool.undoing.finding import number_in
from lti_tool.undoing.offer import AS_BEFORE, UNREADABLE, Offer, Said, refused

PEOPLE_BACK = N_("People whose time, attempts or dates are put back: %(count)s.")
CHANGED_SINCE = N_("People for whom something was changed again since, which stays as it is now: %(count)s.")
LINK_GONE = N_("People with dates at a link that is no longer in this course: %(count)s.")
CONTRADICTS = N_(
    "People whose dates stay, because the earlier ones would contradict what else holds for them now: %(count)s."
)
PEOPLE_GONE = N_("People no longer known in this course, for whom nothing is put back: %(count)s.")
FIGURES = "figures"
Key = tuple[int, str | int | None]
"""A person, and what of theirs: FIGURES, or the placement at which they have dates, None for all of the course."""
Value = tuple[Any, ...]
"""A factor and attempts, or three moments."""
_LINES = (CourseAction.ACCOMMODATION_SET, CourseAction.OWN_DATES_SET)


@dataclass(frozen=True, slots=True)
class _Change:
    """One line of the list: what it made of what."""

    key: Key
    before: Value
    made: Value


@dataclass(frozen=True, slots=True)
class _Course:
    """What the course has today: its links, and what those whom the list names and it knows have of their own."""

    placements: Mapping[int, Placement]
    people: Collection[int]
    figures: Mapping[int, Accommodation]
    said: Mapping[int, Sequence[SaidAt]]

    def knows(self, change: _Change) -> bool:
        """Whether the person is of the course."""
        return change.key[0] in self.people

    def has_place(self, change: _Change) -> bool:
        """Whether what was changed holds in all of the course, or at a link that it has."""
        return change.key[1] in (FIGURES, None, *self.placements)

    def at(self, what: str | int | None) -> Placement | None:
        """The placement of a key."""
        return None if what is None else self.placements[int(what)]

    def today(self, key: Key) -> Value:
        """What somebody has."""
        user_id, what = key
        if what == FIGURES:
            return figures_in(self.figures.get(user_id))
        own = own_at(self.said.get(user_id, ()), self.at(what))
        return tuple(getattr(own, name) for name in DATES)

    def contradicts(self, key: Key, value: Value) -> bool:
        """Whether dates contradict what else holds for somebody."""
        user_id, what = key
        if what == FIGURES or not any(value):
            return False
        placement, said = self.at(what), self.said.get(user_id, ())
        known = {link: heard_at(said, link) for link in ([placement] if placement else self.placements.values())}
        own = as_own(Whose(user_id=user_id), placement, _moments(value))
        return any(find_own_contradictions(known, own))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is put back, and what is not, by the sentence that says why."""

    back: Mapping[Key, Value]
    left: Mapping[str, Collection[Key]]

    @property
    def people(self) -> list[int]:
        """Those who have anything put back."""
        return sorted(_people(self.back))

    @property
    def told(self) -> list[Said]:
        """Of how many people something is left."""
        return [Said(wording, {"count": len(_people(keys))}) for wording, keys in self.left.items() if keys]


def look(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What putting all of them back would do."""
    changes = _changes(session, event)
    if changes is None:
        return refused(UNREADABLE)
    course = _read_course(session, launch, _people(_keys(changes)))
    plan = _sort_out(changes, course)
    people = plan.people
    if not people:
        return Offer(problems=plan.told or [Said(AS_BEFORE)])

    def do(_why: str, now: datetime) -> None:
        for key, value in plan.back.items():
            _put_back(session, launch, course, key, value, now)
        record_change(session, launch, CourseAction.ACCOMMODATIONS_PUT_BACK, now, people=len(people))
        session.flush()
        reschedule_people(session, launch.context_id, people)

    return Offer(
        do=do,
        facts=[[*key, *map(str, value)] for key, value in sorted(plan.back.items(), key=str)],
        people=people,
        notes=[Said(PEOPLE_BACK, {"count": len(people)}), *plan.told, Said(FOLLOWS)],
    )


def _changes(session: Session, event: AuditEvent) -> list[_Change] | None:
    """What the list changed, the last of it first; None where its lines do not tell all."""
    lines = _lines(session, event)
    if number_in(event, "people") and not lines:
        return None
    changes = [change for line in lines if (change := _read(line))]
    return changes if len(changes) == len(lines) else None


def _lines(session: Session, event: AuditEvent) -> Sequence[AuditEvent]:
    """The lines that were written with the list's own: by the same person at the same moment, the last one first."""
    query = select(AuditEvent).where(
        AuditEvent.context_id == event.context_id,
        AuditEvent.actor_kind == event.actor.kind,
        AuditEvent.actor_id == event.actor.id,
        AuditEvent.at == event.at,
        AuditEvent.id < event.id,
        AuditEvent.action.in_(_LINES),
    )
    return session.scalars(query.order_by(AuditEvent.id.desc())).all()


def _read(line: AuditEvent) -> _Change | None:
    user_id, facts = spoken_of(line), line.told
    if line.action == CourseAction.ACCOMMODATION_SET:
        before = facts.get("before")
        made = (facts.get("time_factor"), facts.get("extra_attempts"))
        return _Change((user_id, FIGURES), tuple(before), made) if isinstance(before, list) else None
    moments = dates_before(line)
    if moments is None:
        return None
    return _Change((user_id, facts.get("placement")), tuple(moments.values()), tuple(dates_made(line).values()))


def _read_course(session: Session, launch: Launch, named: Collection[int]) -> _Course:
    context_id = launch.context_id
    theirs = select(Membership.user_id).where(Membership.context_id == context_id)
    people = {*named} & set(session.scalars(theirs))
    placements = session.scalars(select(Placement).filter_by(context_id=context_id))
    return _Course(
        {each.id: each for each in placements},
        people,
        figures_of(session, context_id, people),
        said_to_many(session, context_id, people),
    )


def _sort_out(changes: Sequence[_Change], course: _Course) -> _Plan:
    known = [each for each in changes if course.knows(each)]
    there = [each for each in known if course.has_place(each)]
    back, since = _compare(there, {key: course.today(key) for key in _keys(there)})
    against = {key for key, value in back.items() if course.contradicts(key, value)}
    left = {
        CHANGED_SINCE: since,
        CONTRADICTS: against,
        LINK_GONE: _keys(known) - _keys(there),
        PEOPLE_GONE: _keys(changes) - _keys(known),
    }
    return _Plan({key: value for key, value in back.items() if key not in against}, left)


def _compare(changes: Iterable[_Change], today: Mapping[Key, Value]) -> tuple[dict[Key, Value], set[Key]]:
    """What to put back, and what was changed again since; a list may say two things of one person, the last first."""
    then, since = dict(today), set()
    for each in changes:
        if then[each.key] == each.made:
            then[each.key] = each.before
        elif then[each.key] != each.before:
            since.add(each.key)
    return {key: value for key, value in then.items() if value != today[key] and key not in since}, since


def _put_back(session: Session, launch: Launch, course: _Course, key: Key, value: Value, now: datetime) -> None:
    user_id, what = key
    if what == FIGURES:
        set_figures(session, launch, user_id, float(value[0]), int(value[1]), now)
    else:
        set_own_dates(session, launch, Whose(user_id=user_id), course.at(what), _moments(value), now)


def _keys(changes: Iterable[_Change]) -> set[Key]:
    return {each.key for each in changes}


def _people(keys: Iterable[Key]) -> set[int]:
    return {user_id for user_id, _what in keys}


def _moments(value: Value) -> dict[str, datetime | None]:
    return dict(zip(DATES, value, strict=True))
