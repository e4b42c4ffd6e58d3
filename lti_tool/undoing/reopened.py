"""An attempt that was opened again, handed in as it was: as long as nobody has touched its answers since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.rulings import HOLDS
from lti_tool.audit import AuditEvent
from lti_tool.errors import N_
from lti_tool.grading.opening_again import close_again
from lti_tool.lti.models import Launch
from lti_tool.undoing.finding import find_link, find_member, number_in
from lti_tool.undoing.offer import AS_BEFORE, NO_LINK, NO_PERSON, UNREADABLE, Offer, Said, refused

HANDED_IN_SINCE = N_("Attempt %(number)s was handed in again on %(when)s. It stays, and counts as it is now.")
CHANGED_SINCE = N_(
    "Answers of attempt %(number)s were changed after it was opened again. They are that person's work and stay; it "
    "counts once it is handed in."
)
CLOSES = N_("Attempt %(number)s is handed in again as it was, on %(when)s, with the same answers and the same grade.")


def look(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What handing it in as it was would do, or why it is too late."""
    placement, member, facts = find_link(session, launch, event), find_member(session, launch, event), event.told
    if placement is None:
        return refused(NO_LINK)
    if member is None:
        return refused(NO_PERSON)
    if "submitted_at" not in facts:
        return refused(UNREADABLE)
    number = number_in(event, "number")
    attempt = _find(session, placement.id, member.user_id, number)
    if attempt is None:
        return refused(AS_BEFORE)
    said: dict[str, object] = {"number": number}
    if attempt.submitted_at is not None:
        return Offer(problems=[Said(HANDED_IN_SINCE, said | {"when": attempt.submitted_at})])
    if any(each.saved_at > event.at for each in attempt.responses):
        return Offer(problems=[Said(CHANGED_SINCE, said)])
    submitted_at, regrades = datetime.fromisoformat(facts["submitted_at"]), _regrades(session, facts["regrades"])

    def do(_why: str, now: datetime) -> None:
        close_again(session, launch, attempt, submitted_at, str(facts["closed_by"]), regrades, now)

    return Offer(
        do=do,
        facts=[attempt.id, attempt.points, [each.id for each in regrades]],
        people=[member.user_id],
        notes=[Said(CLOSES, said | {"when": submitted_at})],
    )


def _find(session: Session, placement_id: int, user_id: int, number: int) -> Attempt | None:
    """The attempt, held until the commit, so that no answer comes in meanwhile."""
    theirs = select(Attempt).filter_by(placement_id=placement_id, user_id=user_id, number=number, is_preview=False)
    held = theirs.options(selectinload(Attempt.responses)).with_for_update(of=Attempt)
    return session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def _regrades(session: Session, ids: list[int]) -> list[Regrade]:
    return list(session.scalars(select(Regrade).where(Regrade.id.in_(ids), HOLDS).order_by(Regrade.id)))
