"""A ruling on a question, taken back: what named it is marked as if it had never been made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Regrade
from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.errors import N_
from lti_tool.grading.following import check_nothing_follows
from lti_tool.grading.regrading import made_before, propose_back, take_back
from lti_tool.lti.models import Launch
from lti_tool.undoing.finding import number_in
from lti_tool.undoing.offer import UNREADABLE, Offer, Said, refused

RULED = (CourseAction.ITEM_DROPPED, CourseAction.ANSWER_ACCEPTED)
HOLDS_NO_MORE = N_("This ruling was taken back %(when)s.")
LATER_STAND = N_(
    "The question was ruled on again after this. That stands: each attempt below is counted as if only that had been "
    "decided."
)
NO_SCORE = N_("No score changes. The ruling just does not hold for attempts that are handed in from now on.")


def look(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What taking a ruling back would do, attempt by attempt; raises StillFollowing."""
    regrade = _find(session, launch, event)
    if regrade is None:
        return refused(UNREADABLE)
    if regrade.taken_back_at:
        return refused(HOLDS_NO_MORE, when=regrade.taken_back_at)
    check_nothing_follows(session, launch.context_id)
    changes = propose_back(session, regrade)

    def do(why: str, now: datetime) -> None:
        take_back(session, launch, regrade, changes, why, now)

    return Offer(
        do=do,
        facts=[regrade.id, [[each.attempt.id, str(each.before), str(each.after)] for each in changes]],
        scores=changes,
        people={each.user.id for each in changes},
        notes=[Said(wording) for wording in _notes(session, regrade, is_empty=not changes)],
        asks_why=True,
    )


def lines_of(session: Session, context_id: int, digest: str) -> dict[int, int]:
    """The lines of the log in which rulings on an item were made, by the ruling: none for those whose line is gone."""
    rulings = {each.made_at: each.id for each in made_before(session, context_id, digest)}
    lines = select(AuditEvent).where(
        AuditEvent.context_id == context_id, AuditEvent.action.in_(RULED), AuditEvent.at.in_(rulings)
    )
    return {rulings[line.at]: line.id for line in session.scalars(lines)}


def _notes(session: Session, regrade: Regrade, *, is_empty: bool) -> list[str]:
    made = made_before(session, regrade.context_id, regrade.digest)
    has_later = any(each.id > regrade.id and each.taken_back_at is None for each in made)
    return [LATER_STAND] * has_later + [NO_SCORE] * is_empty


def _find(session: Session, launch: Launch, event: AuditEvent) -> Regrade | None:
    """The ruling, held until the commit: by its number, or as older lines tell it, by its item and moment."""
    query = select(Regrade).where(Regrade.context_id == launch.context_id)
    if number := number_in(event, "regrade"):
        query = query.where(Regrade.id == number)
    else:
        query = query.where(Regrade.item_id == str(event.told.get("item")), Regrade.made_at == event.at)
    return session.scalars(query.with_for_update()).first()
