"""From attempts to the ledger: which score counts, and what happens to attempts whose time ran out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import counting_score
from lti_tool.attempts.finding import list_submitted
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import ClosedBy, find_run_out, lock_run_out, submit
from lti_tool.competencies import tallying
from lti_tool.courses import progress
from lti_tool.grades.queueing import queue_score
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement

UNGRADED = "preassessment"


def hand_in(session: Session, attempt: Attempt, now: datetime, closed_by: ClosedBy = ClosedBy.LEARNER) -> None:
    """Submit an attempt with all that follows from it, in one transaction. The caller commits.

    A preview is marked and nothing else: it is never graded and in no statistics. Raises AttemptClosed.
    """
    submit(session, attempt, now, closed_by)
    session.flush()
    if not attempt.is_preview:
        tallying.add(session, attempt)
        follow_up(session, attempt.placement, attempt.user, now)


def follow_up(session: Session, placement: Placement, user: User, now: datetime) -> None:
    """Bring up to date what is said of a person's learning at a link, after any change to it. The caller commits."""
    queue_counting_score(session, placement, user, now)
    progress.refresh(session, placement, user.id)


def queue_counting_score(session: Session, placement: Placement, user: User, now: datetime) -> None:
    """Queue the score that counts, in the transaction that submits: submitted means it will arrive.

    It is taken from all that this person did at this link: a change of module never lowers a highest grade.
    """
    graded = [each for each in list_submitted(session, user.id, placement) if each.kind != UNGRADED]
    counting = counting_score(graded, placement.settings.counting)
    if counting is None:
        return
    queue_score(
        session,
        placement,
        user,
        counting.fraction,
        started_at=counting.started_at,
        submitted_at=counting.submitted_at,
        now=now,
    )


def queue_everybody(session: Session, placement: Placement, now: datetime) -> None:
    """Queue the scores of all who submitted at a link, after a change of what counts."""
    users = select(User).join(Attempt, Attempt.user_id == User.id)
    theirs = (Attempt.placement_id == placement.id, Attempt.submitted_at.is_not(None), Attempt.is_preview.is_(False))
    users = users.where(*theirs).distinct()
    for user in session.scalars(users).all():
        queue_counting_score(session, placement, user, now)


def settle_run_out(session_factory: Callable[[], Session], now: datetime) -> int:
    """Submit every attempt whose time and grace are over, each in a transaction of its own; return how many.

    Safe with many workers: the row lock lets one of them do it, the others find it done. One that fails does not keep
    the others waiting; the first failure is raised when all were tried.
    """
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        waiting = find_run_out(session, now)
    settled, failures = 0, []
    for attempt_id in waiting:
        try:
            settled += _settle(session_factory, attempt_id, now)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return settled


def _settle(session_factory: Callable[[], Session], attempt_id: int, now: datetime) -> bool:
    with session_factory() as session:
        attempt = lock_run_out(session, attempt_id, now)
        if attempt is None:
            return False
        hand_in(session, attempt, now, ClosedBy.SWEEP)
        session.commit()
        return True
