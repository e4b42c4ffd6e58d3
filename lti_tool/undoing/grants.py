"""An attempt more that one person was given, taken back as long as it was not used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.audit import AuditEvent
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.placements.accommodations import take_attempt_back
from lti_tool.placements.models import AttemptGrant, Placement
from lti_tool.placements.shown import shown_module
from lti_tool.undoing.finding import find_link, find_member
from lti_tool.undoing.offer import NO_LINK, NO_PERSON, Offer, Said, refused

NONE_LEFT = N_("No attempt that was given to this person here is left to take back.")
USED_OPEN = N_(
    "The attempt that this gave is in use: attempt %(number)s was begun on %(when)s and is still open. It stays, and "
    "may be handed in; then it counts like any other. There is nothing left to take back."
)
USED = N_(
    "The attempt that this gave was used: attempt %(number)s was begun on %(when)s, and has %(points)s of %(possible)s "
    "points. It stays, with what it did to the grade. There is nothing left to take back."
)
FROM_NOW = N_(
    "Attempts that they may then still begin here: %(left)s. What they handed in stays, and so does their grade."
)
UNLIMITED = N_("Attempts here are not limited, so nothing changes until they are.")


def look(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What taking the attempt back would do, or why it is too late."""
    placement, member = find_link(session, launch, event), find_member(session, launch, event)
    if placement is None:
        return refused(NO_LINK)
    if member is None:
        return refused(NO_PERSON)
    user_id = member.user_id
    grant = session.get(AttemptGrant, (placement.id, user_id), with_for_update=True, populate_existing=True)
    if grant is None or not grant.extra_attempts:
        return refused(NONE_LEFT)
    tries = _tries(session, placement, user_id)
    allowed = _allowed(session, placement, user_id)
    if allowed is not None and len(tries) >= allowed:
        return _used(tries[-1])

    def do(_why: str, now: datetime) -> None:
        take_attempt_back(session, launch, grant, now)

    left = None if allowed is None else allowed - len(tries) - 1
    return Offer(
        do=do,
        facts=[placement.id, user_id, grant.extra_attempts, left],
        people=[user_id],
        notes=[Said(UNLIMITED) if left is None else Said(FROM_NOW, {"left": left})],
    )


def _allowed(session: Session, placement: Placement, user_id: int) -> int | None:
    module = shown_module(session, placement)
    by_module = module.quiz.attempts if module and module.quiz else None
    return rules_of_person(session, placement, user_id, by_module).attempts_allowed


def _tries(session: Session, placement: Placement, user_id: int) -> Sequence[Attempt]:
    theirs = select(Attempt).filter_by(
        placement_id=placement.id, user_id=user_id, module_id=placement.module_id, is_preview=False
    )
    return session.scalars(theirs.order_by(Attempt.number)).all()


def _used(last: Attempt) -> Offer:
    facts: dict[str, object] = {"number": last.number, "when": last.started_at}
    if last.submitted_at is None:
        return Offer(problems=[Said(USED_OPEN, facts)])
    return Offer(problems=[Said(USED, facts | {"points": last.points, "possible": last.points_possible})])
