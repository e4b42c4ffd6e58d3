"""What the page after a save says of it: not that something was saved, but what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, AuditEvent
from lti_tool.change_log.content_titles import titles_named
from lti_tool.change_log.lines import link_titles, spoken_of, word_line
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.models import Launch, User

CHANGE = "change"
NOTHING = 0


def what_was_saved(session: Session, launch: Launch, now: datetime) -> dict[str, Any]:
    """The part of an address by which the next page says what was logged at this moment; before the commit."""
    mine = Actor.user(launch.user_id)
    query = select(AuditEvent.id).where(
        AuditEvent.context_id == launch.context_id, AuditEvent.actor_id == mine.id, AuditEvent.at == now
    )
    return {"saved": 1, CHANGE: session.scalar(query.order_by(AuditEvent.id.desc()).limit(1)) or NOTHING}


def saved_words() -> str:
    """What was saved before this page was shown, in words; empty where nothing was."""
    launch: Launch | None = g.get("launch")
    if launch is None or "saved" not in request.args:
        return ""
    number = request.args.get(CHANGE, type=int)
    if number == NOTHING:
        return _("Nothing was different from before, so nothing was changed.")
    event = db.session.get(AuditEvent, number) if number and number < 2**31 else None
    if event is None or event.context_id != launch.context_id:
        return _("Saved.")
    person = db.session.get(User, spoken_of(event))
    names = {person.id: person.name} if person else {}
    links, own = link_titles(db.session(), launch.context_id), titles_named(db.session(), launch.context_id, [event])
    return f"{_('Saved.')} {word_line(event, names, links, own).what}"


bp.add_app_template_global(saved_words, "saved_words")
