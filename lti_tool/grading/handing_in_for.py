"""Handing an attempt in for its learner, who left it open; and their own word after all, where it comes soon enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.attempts import reopening
from lti_tool.attempts.errors import AttemptClosed
from lti_tool.attempts.models import Attempt, HandedInFor
from lti_tool.attempts.rules import Rules
from lti_tool.attempts.submitting import ClosedBy
from lti_tool.audit import CourseAction
from lti_tool.competencies import tallying
from lti_tool.errors import N_
from lti_tool.grading.handing_in import hand_in
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.accommodation_reasons import keep_reason
from lti_tool.progress import summaries as progress

STILL_THEIRS = timedelta(minutes=10)


class HandedInForYou(AttemptClosed):
    """An answer of somebody whose attempt was handed in for them while they were at it."""

    message = N_("Your instructor has just handed this attempt in for you, so this answer is not saved.")
    advice = N_("Submit your answers within ten minutes: then all that your page shows counts.")


def hand_in_for(session: Session, launch: Launch, attempt: Attempt, reason: str, now: datetime) -> None:
    """Hand in what a learner has saved, with all that follows; late where the time and its grace are over.

    The attempt is held by the caller, who commits. Raises AttemptClosed.
    """
    hand_in(session, attempt, now, ClosedBy.LATE if attempt.is_late(now) else ClosedBy.LEARNER)
    session.add(HandedInFor(attempt_id=attempt.id, by_id=launch.user_id))
    action, user_id, placement_id = CourseAction.ATTEMPT_HANDED_IN_FOR, attempt.user_id, attempt.placement_id
    facts = {"number": attempt.number, "points": attempt.points}
    record_change(session, launch, action, now, user=user_id, placement=placement_id, **facts)
    keep_reason(session, launch, action, now, user_id=user_id, words=reason, placement_id=placement_id)


def find_handed_in_for(session: Session, attempt: Attempt) -> HandedInFor | None:
    """Who handed an attempt in for its learner, where somebody did."""
    query = select(HandedInFor).where(HandedInFor.attempt_id == attempt.id)
    return session.scalar(query.options(joinedload(HandedInFor.by)))


def is_still_theirs(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether an attempt was handed in for its learner so lately that they may still be at it."""
    if attempt.submitted_at is None or now - attempt.submitted_at > STILL_THEIRS:
        return False
    is_over = attempt.late_at is not None and now > attempt.late_at
    return not is_over and find_handed_in_for(session, attempt) is not None


def give_back(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Open such an attempt again as it was, for what its learner hands in now; whether it was one.

    The caller commits. Raises CannotReopen where they have begun another one since.
    """
    if not is_still_theirs(session, attempt, now):
        return False
    ends_at, late_at = attempt.ends_at, attempt.late_at
    reopening.check_may_reopen(session, attempt)
    tallying.withdraw(session, [attempt], now)
    reopening.reopen(session, attempt, Rules(), now)
    attempt.ends_at, attempt.late_at = ends_at, late_at
    forget_handed_in_for(session, attempt)
    session.flush()
    progress.refresh(session, attempt.placement, attempt.user_id)
    return True


def forget_handed_in_for(session: Session, attempt: Attempt) -> None:
    """An attempt that is open again was handed in by nobody yet. The caller commits."""
    session.execute(delete(HandedInFor).where(HandedInFor.attempt_id == attempt.id))
