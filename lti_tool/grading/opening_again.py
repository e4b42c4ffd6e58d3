"""Opening an attempt again, with its part taken out of the summaries until it is handed in once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts import reopening
from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.audit import CourseAction
from lti_tool.competencies import tallying
from lti_tool.grading.handing_in_for import forget_handed_in_for
from lti_tool.lti.models import Launch
from lti_tool.lti.recording import record_change
from lti_tool.placements.accommodation_reasons import keep_reason
from lti_tool.progress import summaries as progress


def reopen(session: Session, launch: Launch, attempt: Attempt, reason: str, now: datetime) -> None:
    """Open a submitted attempt again; the grade that was sent stays until it is handed in. The caller commits."""
    placement = attempt.placement
    reopening.check_may_reopen(session, attempt)
    tallying.withdraw(session, attempt)
    reopening.reopen(session, attempt, rules_of_person(session, placement, attempt.user_id), now)
    forget_handed_in_for(session, attempt)
    session.flush()
    progress.refresh(session, placement, attempt.user_id)
    action, user_id = CourseAction.ATTEMPT_REOPENED, attempt.user_id
    record_change(
        session, launch, action, now, user=user_id, placement=placement.id, number=attempt.number, points=attempt.points
    )
    keep_reason(session, launch, action, now, user_id=user_id, words=reason, placement_id=placement.id)
