"""What a change of settings, or an accommodation, does to attempts that are open; finished ones stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.starting import set_end
from lti_tool.lti.models import ResourceLink
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement


def reschedule(session: Session, placement: Placement, user_ids: Collection[int]) -> None:
    """Give these people's open attempts at a link the end that its rules now say."""
    theirs = _open_attempts().where(Attempt.placement_id == placement.id, Attempt.user_id.in_(user_ids))
    _reschedule(session, session.scalars(theirs.order_by(Attempt.id)).all())


def reschedule_person(session: Session, context_id: int, user_id: int) -> None:
    """The same for every open attempt of one person in a course."""
    query = _open_attempts().join(Attempt.placement).join(Placement.resource_link)
    mine = query.where(Attempt.user_id == user_id, ResourceLink.context_id == context_id)
    _reschedule(session, session.scalars(mine).all())


def count_touched(session: Session, placement: Placement) -> tuple[int, int]:
    """How many people have an attempt open at a link, and how many have submitted one."""
    people = func.count(func.distinct(Attempt.user_id))
    at_link = select(people).where(Attempt.placement_id == placement.id, Attempt.is_preview.is_(False))
    is_open = session.scalar(at_link.where(Attempt.submitted_at.is_(None)))
    return is_open or 0, session.scalar(at_link.where(Attempt.submitted_at.is_not(None))) or 0


def _open_attempts() -> Select[Attempt]:
    untouched = Attempt.points.is_(None)  # one that was opened again has the time that the instructor gave it
    return select(Attempt).where(Attempt.submitted_at.is_(None), untouched).with_for_update(of=Attempt)


def _reschedule(session: Session, attempts: Iterable[Attempt]) -> None:
    for attempt in attempts:
        if of_this_term(attempt.placement, [attempt]):  # what is open from an earlier term is being handed in
            set_end(attempt, rules_of_person(session, attempt.placement, attempt.user_id))
