"""Why people were given more time or attempts: apart from the log, and for those who may decide on it alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.lti.models import Launch
from lti_tool.placements.models import AccommodationReason


def keep_reason(
    session: Session,
    launch: Launch,
    action: CourseAction,
    now: datetime,
    *,
    user_id: int,
    words: str,
    placement_id: int | None = None,
) -> None:
    """Keep why the person of the launch gave this person something; the caller commits."""
    reason = AccommodationReason(
        context_id=launch.context_id,
        user_id=user_id,
        placement_id=placement_id,
        given_by_id=launch.user_id,
        action=action,
        words=words,
        given_at=now,
    )
    session.add(reason)


def replace_reason(session: Session, launch: Launch, user_id: int, words: str, now: datetime) -> None:
    """Keep why somebody has their accommodation, in place of what was said before; the caller commits.

    Words that stay as they are keep their moment, or saving a form would prolong their term.
    """
    known = find_reason(session, launch.context_id, user_id)
    if known is not None and known.words != words:
        session.delete(known)
    if words and (known is None or known.words != words):
        keep_reason(session, launch, CourseAction.ACCOMMODATION_SET, now, user_id=user_id, words=words)


def find_reason(session: Session, context_id: int, user_id: int) -> AccommodationReason | None:
    """Why somebody has the accommodation that holds in all of a course."""
    theirs = _of(context_id, user_id).where(AccommodationReason.action == CourseAction.ACCOMMODATION_SET)
    return session.scalars(theirs).first()


def single_reasons(session: Session, context_id: int, user_id: int) -> Sequence[AccommodationReason]:
    """Why they were given single attempts, or had one opened again; the newest first."""
    theirs = _of(context_id, user_id).where(AccommodationReason.action != CourseAction.ACCOMMODATION_SET)
    return session.scalars(theirs).all()


def _of(context_id: int, user_id: int) -> Select[AccommodationReason]:
    theirs = select(AccommodationReason).filter_by(context_id=context_id, user_id=user_id)
    return theirs.order_by(AccommodationReason.id.desc())
