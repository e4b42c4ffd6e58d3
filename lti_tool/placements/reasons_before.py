"""Why people were given more time or attempts, where the version before wrote it; to be removed with the next release.

While both run, that version writes into a column of `accommodations` and into the log, which many may read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.audit.actor import ActorKind
from lti_tool.lti.models import User
from lti_tool.placements.models import Accommodation, AccommodationReason, Placement

RECENT = timedelta(days=2)
SINGLE = (CourseAction.ATTEMPT_GRANTED, CourseAction.ATTEMPT_REOPENED)


def take_over(session: Session, now: datetime) -> None:
    """Move what is found there to where only those who may decide read it; the caller commits."""
    _from_accommodations(session)
    _from_the_log(session, now)


def _from_accommodations(session: Session) -> None:
    query = select(Accommodation).where(Accommodation.reason_before != "").options(undefer(Accommodation.reason_before))
    for given in session.scalars(query).all():
        key = {"context_id": given.context_id, "user_id": given.user_id, "action": CourseAction.ACCOMMODATION_SET}
        session.execute(delete(AccommodationReason).filter_by(**key))
        session.add(AccommodationReason(**key, words=given.reason_before, given_at=given.updated_at))
        given.reason_before = ""


def _from_the_log(session: Session, now: datetime) -> None:
    actions = (CourseAction.ACCOMMODATION_SET, *SINGLE)
    lines = select(AuditEvent).where(AuditEvent.at >= now - RECENT, AuditEvent.action.in_(actions))
    for event in session.scalars(lines).all():
        facts = event.facts or {}
        if "reason" in facts:
            if event.action in SINGLE:
                _keep(session, event, facts)
            event.facts = _without_reason(facts)
            event.detail = _without_reason(event.detail)


def _keep(session: Session, event: AuditEvent, facts: dict[str, Any]) -> None:
    user, link = session.get(User, facts.get("user")), session.get(Placement, facts.get("placement"))
    author = session.get(User, event.actor.id) if event.actor.kind == ActorKind.USER else None
    if user is not None and link is not None:
        reason = AccommodationReason(
            context_id=link.context_id,
            user_id=user.id,
            placement_id=link.id,
            given_by_id=author.id if author else None,
            action=event.action,
            words=str(facts["reason"]),
            given_at=event.at,
        )
        session.add(reason)


def _without_reason(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "reason"}
