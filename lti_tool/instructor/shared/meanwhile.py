"""Two people, one form: what somebody else saved since a page was opened is noticed before it is overwritten.

A page carries the fingerprint of what it showed. Whoever saves lets others wait first (`hold_course`), and then holds
that fingerprint against what is stored: of two who save at once, the second finds what the first one saved. Nothing is
saved then. The page shows both and carries the fingerprint of what is stored now, so that pressing again is a yes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import ActorKind, AuditEvent, CourseAction
from lti_tool.change_log.words import say_actor
from lti_tool.content.model.record import sha256_hex
from lti_tool.grading.reconfiguring import course_settings
from lti_tool.lti.models import Launch, User

SEEN = "seen"
LOOKED_THROUGH = 200  # lines of the log

Facts = Mapping[str, Any]
"""What a form is about, by field, in plain values: the same on both databases, and as typed as it is stored."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a field is called, and how its values are said."""

    label: str
    say: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Saver:
    """Who saved, in words, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is stored otherwise than it was typed; `saver` is unknown where the log does not say."""

    label: str
    theirs: str
    yours: str
    saver: Saver | None


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The fingerprint that the page carries, and where somebody else saved meanwhile, what differs."""

    seen: str
    differences: tuple[Difference, ...] = ()

    @property
    def must_be_asked(self) -> bool:
        """Whether saving would undo what somebody else saved."""
        return bool(self.differences)


def hold_course(session: Session, launch: Launch) -> None:
    """Let others who save in this course wait until the caller commits; what is read from now on holds until then."""
    course_settings(session, launch.context_id)


def fingerprint(facts: Facts) -> str:
    """The same for the same facts."""
    return sha256_hex(json.dumps(facts, sort_keys=True, default=str))[:16]


def opened(facts: Facts) -> Meanwhile:
    """For a page that shows these facts."""
    return Meanwhile(fingerprint(facts))


def as_sent() -> Meanwhile:
    """For a page that is shown again for another reason: it still stands on what it showed first."""
    return Meanwhile(request.form.get(SEEN, ""))


def compare(
    stored: Facts,
    typed: Facts,
    fields: Mapping[str, Field],
    saved_by: Callable[[str], Saver | None],
    sent: str | None = None,
) -> Meanwhile:
    """What is stored against what was typed, if it is not what the page showed; `saved_by` is asked field by field.

    `sent` is the fingerprint where a page shows several things and carries one for each. A form without a fingerprint
    was opened before there were any, and is taken as it is.
    """
    sent, now = as_sent().seen if sent is None else sent, fingerprint(stored)
    if sent in ("", now):
        return Meanwhile(now)
    differing = [name for name in fields if stored.get(name) != typed.get(name)]
    return Meanwhile(
        now, tuple(_difference(fields[name], stored.get(name), typed.get(name), saved_by(name)) for name in differing)
    )


def saver_in_log(
    session: Session, launch: Launch, actions: Collection[CourseAction], tells: Callable[[Facts, str], bool]
) -> Callable[[str], Saver | None]:
    """Who saved a field last, by the log; `tells` says whether the facts of an event are about that field."""
    query = select(AuditEvent).where(AuditEvent.context_id == launch.context_id, AuditEvent.action.in_(actions))

    def find(name: str) -> Saver | None:
        events = session.scalars(query.order_by(AuditEvent.id.desc()).limit(LOOKED_THROUGH))
        event = next((each for each in events if tells(each.told, name)), None)
        return _saver(session, launch, event) if event else None

    return find


def name_saver(session: Session, launch: Launch, user_id: int | None, at: datetime) -> Saver:
    """A person who saved, by name; whoever looks at the page is told that it was them."""
    if user_id == launch.user_id:
        return Saver(_("you, on another page"), at)
    user = session.get(User, user_id) if user_id else None
    return Saver((user.name if user else "") or _("somebody whose name is not shared"), at)


def _saver(session: Session, launch: Launch, event: AuditEvent) -> Saver:
    if event.actor.kind == ActorKind.USER:
        return name_saver(session, launch, event.actor.id, event.at)
    return Saver(say_actor(event.actor, {}), event.at)


def _difference(field: Field, theirs: Any, yours: Any, saver: Saver | None) -> Difference:
    return Difference(field.label, field.say(theirs), field.say(yours), saver)
