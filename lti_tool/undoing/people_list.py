"""What a list changed for many people, back as it was before, but for whoever was given something else since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from lti_tool.placements.accommodations import figures_of, set_figures
from lti_tool.placements.dates import DATES, Source
from lti_tool.placements.dates import Said as DatesSaid
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.many import SaidAt, said_to_many
from lti_tool.placements.own_dates.setting import Whose, as_own, set_own_dates
from lti_tool.undoing.dates import FOLLOWS, dates_before, dates_made
from lti_tool.undoing.offer import AS_BEFORE, UNREADABLE, Offer, Said, refused
from lti_tool.undoing.people import NOTHING

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


def look(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What putting all of them back would do."""
    lines = _lines(session, event)
    changes = [change for line in lines if (change := _read(line))]
    if len(changes) < len(lines) or ((event.facts or {}).get("people") and not lines):
        return refused(UNREADABLE)
    theirs = select(Membership.user_id).where(Membership.context_id == launch.context_id)
    known = {each.key[0] for each in changes} & set(session.scalars(theirs))
    placements = {each.id: each for each in session.scalars(select(Placement).filter_by(context_id=launch.context_id))}
    here = [each for each in changes if each.key[0] in known]
    there = [each for each in here if each.key[1] in (FIGURES, None, *placements)]
    said = said_to_many(session, launch.context_id, known)
    today = _today(session, launch, there, said, placements)
    back, since = _sorted_out(there, today)
    against = {key for key, value in back.items() if _contradicts(key, value, said, placements)}
    wanted = {key: value for key, value in back.items() if key not in against}
    people = sorted({user_id for user_id, _what in wanted})

    def do(_why: str, now: datetime) -> None:
        for (user_id, what), value in wanted.items():
            if what == FIGURES:
                set_figures(session, launch, user_id, float(value[0]), int(value[1]), now)
            else:
                at = placements[int(what)] if what is not None else None
                set_own_dates(session, launch, Whose(user_id=user_id), at, dict(zip(DATES, value, strict=True)), now)
        record_change(session, launch, CourseAction.ACCOMMODATIONS_PUT_BACK, now, people=len(people))
        session.flush()
        reschedule_people(session, launch.context_id, people)

    left = (
        (CHANGED_SINCE, since),
        (CONTRADICTS, against),
        (LINK_GONE, {each.key for each in here} - {each.key for each in there}),
        (PEOPLE_GONE, {each.key for each in changes} - {each.key for each in here}),
    )
    told = [Said(wording, {"count": len({user_id for user_id, _what in keys})}) for wording, keys in left if keys]
    if not wanted:
        return Offer(problems=told or [Said(AS_BEFORE)])
    return Offer(
        do=do,
        facts=[[*key, *map(str, value)] for key, value in sorted(wanted.items(), key=str)],
        people=people,
        notes=[Said(PEOPLE_BACK, {"count": len(people)}), *told, Said(FOLLOWS)],
    )


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
    user_id, facts = spoken_of(line), line.facts or {}
    if line.action == CourseAction.ACCOMMODATION_SET:
        before = facts.get("before")
        made = (facts.get("time_factor"), facts.get("extra_attempts"))
        return _Change((user_id, FIGURES), tuple(before), made) if isinstance(before, list) else None
    moments = dates_before(line)
    if moments is None:
        return None
    return _Change((user_id, facts.get("placement")), tuple(moments.values()), tuple(dates_made(line).values()))


def _today(
    session: Session,
    launch: Launch,
    changes: Iterable[_Change],
    said: Mapping[int, Sequence[SaidAt]],
    placements: Mapping[int, Placement],
) -> dict[Key, Value]:
    keys = {each.key for each in changes}
    figures = figures_of(session, launch.context_id, {user_id for user_id, _what in keys})

    def find(key: Key) -> Value:
        user_id, what = key
        if what == FIGURES:
            given = figures.get(user_id)
            return (given.time_factor, given.extra_attempts) if given else NOTHING
        at = placements[int(what)].resource_link_id if what is not None else None
        own = (each for link, each in said.get(user_id, ()) if link == at and each.source == Source.PERSON)
        found = next(own, DatesSaid(Source.PERSON))
        return tuple(getattr(found, name) for name in DATES)

    return {key: find(key) for key in keys}


def _sorted_out(changes: Iterable[_Change], today: Mapping[Key, Value]) -> tuple[dict[Key, Value], set[Key]]:
    """What to put back, and what was changed again since; a list may say two things of one person, the last first."""
    then, since = dict(today), set()
    for each in changes:
        if then[each.key] == each.made:
            then[each.key] = each.before
        elif then[each.key] != each.before:
            since.add(each.key)
    return {key: value for key, value in then.items() if value != today[key] and key not in since}, since


def _contradicts(
    key: Key, value: Value, said: Mapping[int, Sequence[SaidAt]], placements: Mapping[int, Placement]
) -> bool:
    user_id, what = key
    if what == FIGURES or not any(value):
        return False
    at = placements[int(what)] if what is not None else None
    links = [at] if at else list(placements.values())
    known = {
        link: [each for where, each in said.get(user_id, ()) if where in (None, link.resource_link_id)]
        for link in links
    }
    own = as_own(Whose(user_id=user_id), at, dict(zip(DATES, value, strict=True)))
    return any(find_own_contradictions(known, own))
