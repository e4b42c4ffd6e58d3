"""Letting contributions into the course's gallery, or declining them with an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import CourseAction
from lti_tool.community.contributing import MOST_IN_A_COURSE, UnknownContribution
from lti_tool.community.models import Contribution
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change

SHOWN, DECLINED = "shown", "declined"
DECISIONS = {SHOWN: CourseAction.CONTRIBUTION_SHOWN, DECLINED: CourseAction.CONTRIBUTION_DECLINED}


def list_all(session: Session, context_id: int) -> Sequence[Contribution]:
    """All contributions of a course: waiting ones first, the longest waiting on top; then the others, newest first."""
    waits_first = case((Contribution.state == "waiting", 0), else_=1)
    query = (
        select(Contribution)
        .where(Contribution.context_id == context_id)
        .options(joinedload(Contribution.user))
        .order_by(waits_first, case((Contribution.state == "waiting", Contribution.id), else_=-Contribution.id))
    )
    return session.scalars(query.limit(MOST_IN_A_COURSE)).all()


def get_contribution(session: Session, context_id: int, contribution_id: int) -> Contribution:
    """A contribution of this course; raises UnknownContribution, also for another course's."""
    found = session.get(Contribution, contribution_id)
    if found is None or found.context_id != context_id:
        raise UnknownContribution
    return found


def decide(
    session: Session, launch: Launch, contribution: Contribution, decision: str, answer: str, now: datetime
) -> None:
    """Show or decline it, with an answer to whoever shared it; a decision may be changed. The caller commits."""
    record_change(
        session,
        launch,
        DECISIONS[decision],
        now,
        contribution=contribution.id,
        title=contribution.title,
        before=contribution.state,
        answer=answer or None,
    )
    contribution.state, contribution.answer = decision, answer
    contribution.moderated_by_id, contribution.moderated_at = launch.user_id, now
