"""Which person and which attempt a submission review is about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import find_counting
from lti_tool.attempts.models import Attempt
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement


class NobodyToReview(NotFound):
    """The platform names somebody who never came here."""

    message = N_("The person whose work you want to review has not opened the training in this course yet.")


def find_reviewed(session: Session, launch: Launch) -> int:
    """Our id of the person whom the launch is for, in its own course; raises NobodyToReview."""
    query = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == launch.context_id, User.id_on_platform == launch.for_user)
    )
    user_id = session.scalar(query)
    if user_id is None:
        raise NobodyToReview
    return user_id


def reviewed_attempt(session: Session, placement: Placement | None, user_id: int) -> Attempt | None:
    """The attempt whose score is in the gradebook, else the newest; None where there is none at this link."""
    if placement is None:
        return None
    mine = select(Attempt).where(Attempt.placement_id == placement.id, Attempt.user_id == user_id)
    attempts = session.scalars(mine.where(Attempt.is_preview.is_(False)).order_by(Attempt.number)).all()
    of_module = [each for each in attempts if each.module_id == placement.module_id]
    submitted = [each for each in of_module if each.submitted_at]
    newest = of_this_term(placement, submitted) or submitted  # of an earlier term while there is none in this one
    counting = find_counting(newest, placement.settings.counting)
    return counting or (attempts[-1] if attempts else None)
