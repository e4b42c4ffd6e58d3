"""How often certificates of a course may be earned anew: an instructor's choice for the whole course."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import ContextSettings
from lti_tool.placements.renewal import Renewal


def renewal_of(session: Session, context_id: int) -> Renewal:
    """What was chosen; never, where nothing was."""
    settings = session.get(ContextSettings, context_id)
    return Renewal(settings.certificates_renewed) if settings else Renewal.NEVER


def choose_renewal(session: Session, launch: Launch, chosen: Renewal, now: datetime) -> None:
    """Keep what was chosen, with a line in the log if it is another choice. The caller commits."""
    before = renewal_of(session, launch.context_id)
    if chosen == before:
        return
    insert_if_absent(
        session, ContextSettings, [{"context_id": launch.context_id, "quiz_defaults": {}, "own_revision": 0}]
    )
    session.get_one(ContextSettings, launch.context_id).certificates_renewed = chosen
    facts = {"renewal_before": before.value, "renewal": chosen.value}
    record_change(session, launch, CourseAction.RENEWAL_CHOSEN, now, **facts)


def take_renewal(session: Session, launch: Launch, source_id: int, now: datetime) -> None:
    """Choose what another course chose, where this one chose nothing yet. The caller commits."""
    if renewal_of(session, launch.context_id) == Renewal.NEVER:
        choose_renewal(session, launch, renewal_of(session, source_id), now)
