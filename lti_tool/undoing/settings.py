"""Settings of a link or a course, back as they were before one change of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.change_log.lines import lesson_title
from lti_tool.errors import N_
from lti_tool.grading.reconfiguring import Touched, reconfigure, reconfigure_course, weigh, weigh_course
from lti_tool.lti.models import Launch
from lti_tool.placements.contradictions import Contradiction, contradictions_within, find_contradictions
from lti_tool.placements.lms_dates import heard_by
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.placements.settings import SETTINGS, QuizSettings
from lti_tool.placements.shown import shown_module
from lti_tool.placements.words import say_value
from lti_tool.templating import translate
from lti_tool.undoing.finding import find_link
from lti_tool.undoing.offer import AS_BEFORE, NO_LINK, UNREADABLE, Field, Offer, Said, choose, chosen_of, refused

NOT_ALLOWED = N_("What was set before is not allowed any more.")
GONE = N_("Not put back, because it is no longer a setting: %(names)s.")
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Target:
    """Whose settings they are: what is set today, and the ways of the page on which they are set by hand."""

    today: QuizSettings
    weigh: Callable[[QuizSettings], Touched]
    contradictions: Callable[[QuizSettings], Iterable[Contradiction]]
    keep: Callable[[QuizSettings, datetime], None]


def look_at_link(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What putting a link's settings back would do."""
    placement = find_link(session, launch, event)
    if placement is None:
        return refused(NO_LINK)

    def keep(new: QuizSettings, now: datetime) -> None:
        reconfigure(session, launch, placement, new, now)

    against = partial(_contradictions, session, launch, placement)
    return _look(event, wanted, _Target(placement.settings, partial(weigh, session, placement), against, keep))


def look_at_course(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What putting the settings of a whole course back would do."""
    course = session.get(ContextSettings, launch.context_id, with_for_update=True, populate_existing=True)
    today = QuizSettings.model_validate(course.quiz_defaults if course else {})

    def keep(new: QuizSettings, now: datetime) -> None:
        reconfigure_course(session, launch, new, now)

    weighed = partial(weigh_course, session, launch.context_id)
    return _look(event, wanted, _Target(today, weighed, contradictions_within, keep))


def _contradictions(
    session: Session, launch: Launch, placement: Placement, new: QuizSettings
) -> Iterable[Contradiction]:
    module = shown_module(session, placement, QuizSettings())
    is_here = placement.resource_link_id == launch.resource_link_id
    said = heard_by(session, launch) if is_here else None
    return find_contradictions(module, new, [said] if said else []) if module else contradictions_within(new)


def _look(event: AuditEvent, wanted: frozenset[str] | None, target: _Target) -> Offer:
    changes = _changes(event)
    if not changes:
        return refused(UNREADABLE)
    today = target.today.model_dump(mode="json")
    differing = _differing(changes, today)
    if not differing:
        return refused(AS_BEFORE)
    fields = [_field(name, old, new, today[name], wanted) for name, (old, new) in differing.items()]
    back = {name: differing[name][0] for name in chosen_of(fields)}
    try:
        new = QuizSettings.model_validate(today | back)
    except ValidationError:
        return Offer(fields=fields, problems=[Said(NOT_ALLOWED)])
    problems = [Said(each.wording, each.params) for each in target.contradictions(new)]
    touched = target.weigh(new)
    return Offer(
        do=None if problems or not back else lambda _why, now: target.keep(new, now),
        facts=[today, back, _plain(touched)],
        fields=fields,
        touched=touched,
        people=touched.grades.people,
        notes=_gone(event, changes),
        problems=problems,
    )


def _changes(event: AuditEvent) -> dict[str, Sequence[Any]]:
    """What was and what became of each setting that there still is, in the form's order."""
    found = _told(event)
    return {name: found[name] for name in SETTINGS if isinstance(found.get(name), list) and len(found[name]) == 2}


def _differing(changes: Mapping[str, Sequence[Any]], today: Settings) -> dict[str, Sequence[Any]]:
    """Those that are not as they were before by now."""
    return {name: change for name, change in changes.items() if change[0] != today[name]}


def _told(event: AuditEvent) -> Settings:
    told = event.told.get("changes")
    return told if isinstance(told, Mapping) else {}


def _field(name: str, old: Any, new: Any, today: Any, wanted: frozenset[str] | None) -> Field:
    setting, is_since = SETTINGS[name], today != new
    say = partial(say_value, setting, lesson_title=lesson_title)
    is_chosen = choose(name, wanted, is_since=is_since)
    return Field(name, translate(setting.about.called), say(today), say(old), is_since, is_chosen)


def _gone(event: AuditEvent, changes: Settings) -> list[Said]:
    gone = sorted(set(_told(event)) - set(changes))
    return [Said(GONE, {"names": ", ".join(gone)})] if gone else []


def _plain(touched: Touched) -> list[object]:
    grades = touched.grades
    return [touched.readers, grades.raised, grades.lowered, grades.new, sorted(grades.people), touched.sends]
