"""What one person was granted in the whole course, back as it was before one change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule_person
from lti_tool.audit import AuditEvent
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.placements.accommodation_reasons import find_reason
from lti_tool.placements.accommodations import accommodate, find_accommodation
from lti_tool.templating import format_points, translate
from lti_tool.undoing.finding import find_member
from lti_tool.undoing.offer import AS_BEFORE, NO_PERSON, UNREADABLE, Field, Offer, Said, refused

FIELDS = {"time_factor": N_("Times the time"), "extra_attempts": N_("Extra attempts")}
NOTHING = (1.0, 0)
OPEN_ONES = N_("An attempt that this person has open gets the time that then holds, at once.")
NO_REASON = N_("Why it was given before is not put back: that is deleted when it is replaced.")


def look(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What putting an accommodation back would do."""
    member, facts = find_member(session, launch, event), event.facts or {}
    if member is None:
        return refused(NO_PERSON)
    if not isinstance(facts.get("before"), list):
        return refused(UNREADABLE)
    user_id = member.user_id
    given = find_accommodation(session, launch.context_id, user_id)
    today = (given.time_factor, given.extra_attempts) if given else NOTHING
    made = (facts["time_factor"], facts["extra_attempts"])
    fields = [
        Field(
            name,
            translate(called),
            format_points(now),
            format_points(old),
            is_since=now != new,
            is_chosen=now == new if wanted is None else name in wanted,
        )
        for (name, called), now, old, new in zip(FIELDS.items(), today, facts["before"], made, strict=True)
        if now != old
    ]
    if not fields:
        return refused(AS_BEFORE)
    chosen = [each.name for each in fields if each.is_chosen]
    pairs = zip(FIELDS, today, facts["before"], strict=True)
    factor, extra = (old if name in chosen else now for name, now, old in pairs)
    said = find_reason(session, launch.context_id, user_id)
    why = said.words if said and (factor, extra) != NOTHING else ""

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
