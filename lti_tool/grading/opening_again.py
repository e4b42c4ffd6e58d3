"""Opening an attempt again, with its part taken out of the summaries until it is handed in once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts import reopening
from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.submitting import settle_points
from lti_tool.audit import CourseAction
from lti_tool.competencies import tallying
from lti_tool.grading.handing_in import follow_up
from lti_tool.grading.handing_in_for import forget_handed_in_for
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.accommodation_reasons import keep_reason
from lti_tool.progress import summaries as progress


def reopen(session: Session, launch: Launch, attempt: Attempt, reason: str, now: datetime) -> None:
    """Open a submitted attempt again; the grade that was sent stays until it is handed in. The caller commits."""
    placement = attempt.placement
    reopening.check_may_reopen(session, attempt)
    before = {"submitted_at": attempt.submitted_at, "closed_by": attempt.closed_by, "regrades": attempt.regrades}
    tallying.withdraw(session, [attempt], now)
    reopening.reopen(session, attempt, rules_of_person(session, placement, attempt.user_id), now)
    forget_handed_in_for(session, attempt)
    session.flush()
    progress.refresh(session, placement, attempt.user_id)
    action, user_id = CourseAction.ATTEMPT_REOPENED, attempt.user_id
    record_change(
        session,
        launch,
        action,
        now,
        user=user_id,
        placement=placement.id,
        number=attempt.number,
        points=attempt.points,
        **before,
    )
    keep_reason(session, launch, action, now, user_id=user_id, words=reason, placement_id=placement.id)


def close_again(
    session: Session,
    launch: Launch,
    attempt: Attempt,
    submitted_at: datetime,
    closed_by: str,
    regrades: Sequence[Regrade],
    now: datetime,
) -> None:
    """Undo that, for an attempt whose answers are as they were: it is handed in when it was. The caller commits.

    Hold the attempt before. It names these rulings, as before, but for those that were taken back since.
    """
    settle_points(session, attempt, regrades)
    attempt.submitted_at, attempt.closed_by = submitted_at, closed_by
    tallying.queue(attempt)
    session.flush()
    follow_up(session, attempt.placement, attempt.user, now)
    facts = {"user": attempt.user_id, "placement": attempt.placement_id, "number": attempt.number}
    record_change(session, launch, CourseAction.ATTEMPT_CLOSED_AGAIN, now, **facts)
