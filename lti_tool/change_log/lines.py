"""A line of the log as it is read: when, who, what and why, with names instead of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import AuditEvent
from lti_tool.change_log.content_titles import own_title, question_title
from lti_tool.change_log.words import EVERY_LINK, EVERYBODY, WORDS, say, say_actor
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.words import UNSET
from lti_tool.templating import translate

DIGITS = 10


@dataclass(frozen=True, slots=True)
class LogLine:
    """One change: when, who, what, and why where somebody said so; and by what it is taken back."""

    at: datetime
    who: str
    what: str
    why: str
    id: int = 0
    action: str = ""


NOTHING_OWN: Mapping[str, str] = {}


def word_line(
    event: AuditEvent, names: Mapping[int, str], links: Mapping[str, str], own: Mapping[str, str] = NOTHING_OWN
) -> LogLine:
    """An event in words; whoever is not in `names`, and whichever link is not in `links`, is not said.

    `own` are the titles of the course's own content by key (content_titles).
    """
    facts = _facts(event)
    why = facts.pop("reason", "")
    if event.action in WORDS:
        facts |= {
            "person": names.get(spoken_of(event), UNSET),
            "link": links.get(str(facts.get("placement")), UNSET),
            "place": links.get(str(facts["placement"]), UNSET) if "placement" in facts else translate(EVERY_LINK),
            "module_title": module_title(str(facts.get("module", ""))),
            "lesson": lesson_title(str(facts.get("lesson", ""))),
            "item": question_title(str(facts.get("item", "")), own),
            "key": own_title(str(facts.get("key", "")), own),
            "where": facts.get("where") or translate(EVERYBODY),
        }
    who, what = say_actor(event.actor, names), say(event.action, facts, lesson_title)
    return LogLine(event.at, who, what, why, event.id, event.action)


def spoken_of(event: AuditEvent) -> int:
    """Whom an event is about; 0: nobody, or nobody who can be read. The version before wrote it as a text."""
    said = str(_facts(event).get("user", ""))
    return int(said) if said.isdecimal() and len(said) <= DIGITS else 0


def link_titles(session: Session, context_id: int) -> dict[str, str]:
    """What the course's links are called, by their placement: by the platform, else by their module."""
    query = select(Placement).where(Placement.context_id == context_id)
    found = session.scalars(query.options(joinedload(Placement.resource_link, innerjoin=True)))
    return {str(each.id): each.resource_link.title or module_title(each.module_id) for each in found}


def lesson_title(lesson_id: str) -> str:
    """What a lesson is called; its id where it has left the catalogue."""
    found = (module.lesson(lesson_id) for module in catalogue().modules)
    return next((lesson.title for lesson in found if lesson), lesson_id)


def module_title(module_id: str) -> str:
    """What a module is called; its id where it has left the catalogue."""
    module = catalogue().module(module_id)
    return module.title if module else module_id


def _facts(event: AuditEvent) -> dict[str, Any]:
    """What an event tells; where only the version before told of it, what that said then."""
    if event.facts is not None:
        return dict(event.facts)
    said = dict(event.detail)
    if "changed" in said:
        said["changes"] = said["scores_changed"] = said.pop("changed")
    return said
