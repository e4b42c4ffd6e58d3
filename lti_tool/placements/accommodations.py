"""What single people need, set once for all quizzes of a course."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.audit import record_event
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Accommodation

_FIND = select(Accommodation).where(
    Accommodation.context_id == bindparam("context"), Accommodation.user_id == bindparam("user")
)


def find_accommodation(session: Session, context_id: int, user_id: int) -> Accommodation | None:
    """This person's accommodation in this course, if any."""
    return session.scalar(_FIND, {"context": context_id, "user": user_id})


def accommodate(
    session: Session, launch: Launch, user_id: int, time_factor: float, extra_attempts: int, reason: str, now: datetime
) -> Accommodation:
    """Set what a person of the launch's course needs; a factor of 1 and no extra attempts takes it back."""
    found = find_accommodation(session, launch.context_id, user_id)
    if found is None:
        found = Accommodation(context_id=launch.context_id, user_id=user_id)
        session.add(found)
    found.time_factor, found.extra_attempts, found.reason, found.updated_at = time_factor, extra_attempts, reason, now
    record_event(
        session,
        "accommodation.set",
        actor=f"user {launch.user_id}",
        now=now,
        user=user_id,
        context=launch.context_id,
        time_factor=time_factor,
        extra_attempts=extra_attempts,
    )
    return found
