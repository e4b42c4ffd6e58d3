"""What a change of settings, or an accommodation, does to attempts that are open; finished ones stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.starting import set_end
from lti_tool.branches.models import BranchMember
from lti_tool.lti.models import ResourceLink
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.finding import has_branch_dates


def reschedule(session: Session, placement: Placement, user_ids: Collection[int]) -> None:
    """Give these people's open attempts at a link the end that its rules now say."""
    theirs = _open_attempts().where(Attempt.placement_id == placement.id, Attempt.user_id.in_(user_ids))
    _reschedule(session, session.scalars(theirs.order_by(Attempt.id)).all())


def reschedule_person(session: Session, context_id: int, user_id: int) -> None:
    """The same for every open attempt of one person in a course."""
    query = _open_attempts().join(Attempt.placement).join(Placement.resource_link)
    mine = query.where(Attempt.user_id == user_id, ResourceLink.context_id == context_id)
    _reschedule(session, session.scalars(mine).all())


def reschedule_branch(session: Session, branch_id: int) -> None:
    """The same for the people of a branch."""
    member = (BranchMember.user_id == Attempt.user_id) & (BranchMember.context_id == Placement.context_id)
    query = _open_attempts().join(Attempt.placement).join(BranchMember, member)
    _reschedule(session, session.scalars(query.where(BranchMember.branch_id == branch_id).order_by(Attempt.id)).all())


def reschedule_people(session: Session, context_id: int, people: Collection[int]) -> None:
    """The same for many people of a course."""
    query = _open_attempts().join(Attempt.placement)
    theirs = query.where(Placement.context_id == context_id, Attempt.user_id.in_(people))
    _reschedule(session, session.scalars(theirs.order_by(Attempt.id)).all())


def follow_branch(session: Session, *, context_id: int, people: Collection[int], branch_id: int | None) -> None:
    """The same for people who were moved to a branch or out of one, where any branch has dates of its own."""
    if has_branch_dates(session, context_id):
        reschedule_people(session, context_id, people)


def attempts_that_follow(session: Session, context_id: int, people: Collection[int]) -> list[Attempt]:
    """The open attempts of these people in a course that get a new end when their time or dates change."""
    query = _following().join(Attempt.placement).where(Placement.context_id == context_id)
    theirs = query.where(Attempt.user_id.in_(people), Attempt.is_preview.is_(False))
    found = session.scalars(theirs.options(contains_eager(Attempt.placement)).order_by(Attempt.id))
    return [each for each in found if of_this_term(each.placement, [each])]


def count_touched(session: Session, placement: Placement) -> tuple[int, int]:
    """How many people have an attempt open at a link, and how many have submitted one."""
    people = func.count(func.distinct(Attempt.user_id))
    at_link = select(people).where(Attempt.placement_id == placement.id, Attempt.is_preview.is_(False))
    is_open = session.scalar(at_link.where(Attempt.submitted_at.is_(None)))
    return is_open or 0, session.scalar(at_link.where(Attempt.submitted_at.is_not(None))) or 0


def _open_attempts() -> Select[Attempt]:
    return _following().with_for_update(of=Attempt)


def _following() -> Select[Attempt]:
    untouched = Attempt.points.is_(None)  # one that was opened again has the time that the instructor gave it
    return select(Attempt).where(Attempt.submitted_at.is_(None), untouched)


def _reschedule(session: Session, attempts: Iterable[Attempt]) -> None:
    for attempt in attempts:
        if of_this_term(attempt.placement, [attempt]):  # what is open from an earlier term is being handed in
            set_end(attempt, rules_of_person(session, attempt.placement, attempt.user_id))
