"""What one person was granted in the whole course, back as it was before one change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule_person
from lti_tool.audit import AuditEvent
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.placements.accommodation_reasons import find_reason
from lti_tool.placements.accommodations import NOTHING, accommodate, figures_in, find_accommodation
from lti_tool.templating import format_points, translate
from lti_tool.undoing.finding import find_member
from lti_tool.undoing.offer import AS_BEFORE, NO_PERSON, UNREADABLE, Field, Offer, Said, choose, chosen_of, refused

FIELDS = {"time_factor": N_("Times the time"), "extra_attempts": N_("Extra attempts")}
OPEN_ONES = N_("An attempt that this person has open gets the time that then holds, at once.")
NO_REASON = N_("Why it was given before is not put back: that is deleted when it is replaced.")


def look(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What putting an accommodation back would do."""
    member, facts = find_member(session, launch, event), event.told
    if member is None:
        return refused(NO_PERSON)
    if not isinstance(facts.get("before"), list):
        return refused(UNREADABLE)
    user_id = member.user_id
    today = figures_in(find_accommodation(session, launch.context_id, user_id))
    made = (facts["time_factor"], facts["extra_attempts"])
    fields = _fields(today, facts["before"], made, wanted)
    if not fields:
        return refused(AS_BEFORE)
    chosen = chosen_of(fields)
    factor, extra = _mixed(today, facts["before"], chosen)
    why = _reason_kept(session, launch, user_id, (factor, extra))

    def do(_why: str, now: datetime) -> None:
        accommodate(session, launch, user_id, float(factor), int(extra), why, now)
        session.flush()
        reschedule_person(session, launch.context_id, user_id)

    return Offer(
        do=do if chosen else None,
        facts=[user_id, list(today), factor, extra],
        fields=fields,
        people=[user_id],
        notes=[Said(OPEN_ONES), Said(NO_REASON)],
    )


def _fields(
    today: Sequence[float], before: Sequence[float], made: Sequence[float], wanted: frozenset[str] | None
) -> list[Field]:
    fields = []
    for (name, called), now, old, new in zip(FIELDS.items(), today, before, made, strict=True):
        if now != old:
            is_chosen = choose(name, wanted, is_since=now != new)
            fields.append(Field(name, translate(called), format_points(now), format_points(old), now != new, is_chosen))
    return fields


def _mixed(today: Sequence[float], before: Sequence[float], chosen: Collection[str]) -> list[float]:
    """What was chosen as it was before, the rest as it is today."""
    return [old if name in chosen else now for name, now, old in zip(FIELDS, today, before, strict=True)]


def _reason_kept(session: Session, launch: Launch, user_id: int, figures: tuple[float, float]) -> str:
    """Why they are given what they have, as long as they are given anything."""
    said = find_reason(session, launch.context_id, user_id)
    return said.words if said and figures != NOTHING else ""
