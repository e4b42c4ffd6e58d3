"""From attempts and lessons to the ledger: which grade counts, and what happens to attempts whose time ran out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import CountingScore
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import ClosedBy, find_run_out, lock_run_out, submit
from lti_tool.competencies import tallying
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import is_placement_graded, look_again, queue_score
from lti_tool.grading.earning import earned_grades
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement
from lti_tool.progress import summaries as progress
from lti_tool.work.in_turn import count_each


def hand_in(session: Session, attempt: Attempt, now: datetime, closed_by: ClosedBy = ClosedBy.LEARNER) -> None:
    """Submit an attempt with all that follows from it, in one transaction. The caller commits.

    A preview is marked and nothing else: it is never graded and in no statistics. Raises AttemptClosed.
    """
    submit(session, attempt, now, closed_by)
    if not attempt.is_preview:
        tallying.queue(attempt)
        session.flush()
        follow_up(session, attempt.placement, attempt.user, now)


def follow_up(session: Session, placement: Placement, user: User, now: datetime) -> None:
    """Bring up to date what is said of a person's learning at a link, after any change to it. The caller commits."""
    progress.refresh(session, placement, user.id)
    if delivery := queue_counting_score(session, placement, user, now):
        look_again(session, delivery, placement, now)


def follow_lesson(session: Session, context_id: int, module_id: str, user: User, now: datetime) -> None:
    """After a lesson was done: it is done at every link of the course that shows its module. The caller commits."""
    query = select(Placement).where(Placement.context_id == context_id, Placement.module_id == module_id)
    for placement in session.scalars(query.order_by(Placement.id)).all():
        follow_up(session, placement, user, now)


def queue_counting_score(session: Session, placement: Placement, user: User, now: datetime) -> ScoreDelivery | None:
    """Queue the grade, in the transaction that earned it: submitted means it will arrive.

    It is taken from all that this person did at this link: a change of module never lowers a highest grade. None where
    there is no grade, or nowhere to send it.
    """
    session.flush()
    grade = earned_grades(session, placement, [user.id]).get(user.id)
    return _queue(session, placement, user, grade, now) if grade else None


def queue_people(session: Session, placement: Placement, user_ids: Collection[int], now: datetime) -> None:
    """Queue some people's grades at a link after a change of what they are made of. The caller commits.

    Who was sent a grade and has none by the new rule gets 0: a cell that was filled is not emptied. Somebody whose
    attempt was opened again keeps what was sent until it is handed in.
    """
    if not is_placement_graded(placement):
        return
    session.flush()
    open_now, reopened = _who_has_one_open(session, placement, user_ids)
    grades = earned_grades(session, placement, user_ids)
    sent = _sent(session, placement, user_ids)
    users = session.scalars(select(User).where(User.id.in_({*grades, *sent} - reopened)).order_by(User.id)).all()
    for user in users:
        delivery = sent.get(user.id)
        if user.id in grades:
            _queue(session, placement, user, grades[user.id], now, delivery)
        elif delivery is not None and user.id not in open_now:
            nothing = CountingScore(Fraction(0), delivery.started_at, delivery.submitted_at)
            _queue(session, placement, user, nothing, now, delivery)


def _queue(
    session: Session,
    placement: Placement,
    user: User,
    grade: CountingScore,
    now: datetime,
    known: ScoreDelivery | None = None,
) -> ScoreDelivery | None:
    return queue_score(session, placement, user, grade.fraction, grade.started_at, grade.submitted_at, now, known=known)


def _sent(session: Session, placement: Placement, user_ids: Collection[int]) -> dict[int, ScoreDelivery]:
    """What was queued for people, held until the commit."""
    theirs = select(ScoreDelivery).where(
        ScoreDelivery.placement_id == placement.id, ScoreDelivery.user_id.in_(user_ids)
    )
    held = theirs.order_by(ScoreDelivery.id).with_for_update().execution_options(populate_existing=True)
    return {delivery.user_id: delivery for delivery in session.scalars(held)}


def _who_has_one_open(session: Session, placement: Placement, user_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Who has an attempt open, and whose has been opened again: that one has its points already."""
    rows = session.execute(
        select(Attempt.user_id, Attempt.points.is_not(None)).where(
            Attempt.placement_id == placement.id,
            Attempt.user_id.in_(user_ids),
            Attempt.submitted_at.is_(None),
            Attempt.is_preview.is_(False),
        )
    ).all()
    return {user_id for user_id, _again in rows}, {user_id for user_id, again in rows if again}


def settle_run_out(session_factory: Callable[[], Session], now: datetime) -> int:
    """Submit every attempt whose time and grace are over, each in a transaction of its own; return how many.

    Safe with many workers: the row lock lets one of them do it, the others find it done. One that fails does not keep
    the others waiting; the first failure is raised when all were tried.
    """
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        waiting = find_run_out(session, now)
    return count_each(lambda attempt_id: _settle(session_factory, attempt_id, now), waiting)


def _settle(session_factory: Callable[[], Session], attempt_id: int, now: datetime) -> bool:
    with session_factory() as session:
        attempt = lock_run_out(session, attempt_id, now)
        if attempt is None:
            return False
        hand_in(session, attempt, now, ClosedBy.SWEEP)
        session.commit()
        return True
