"""What is asked of one person at one link, in SQL: whether it is finished, when it is due, when it was handed in.

All of it reads a Placement and a Membership, with their summary of a term beside; `dated` joins what is said of dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import when_handed_in
from lti_tool.branches.models import BranchMember
from lti_tool.certificates.models import Certificate
from lti_tool.db import UTCDateTime
from lti_tool.instructor.grid.links import Link
from lti_tool.instructor.grid.terms import Term
from lti_tool.instructor.shared.lateness import was_late
from lti_tool.lti.models import Membership
from lti_tool.placements.dates import Source
from lti_tool.placements.models import Placement, SaidDates

Columns = TypeVarTuple("Columns")
_OWN, _OF_BRANCH, _OF_LMS = (aliased(SaidDates, name=f"of_{source}") for source in ("person", "branch", "lms"))
_OWN_HERE, _OF_BRANCH_HERE = (aliased(SaidDates, name=f"of_{who}_in_course") for who in ("person", "branch"))
_SET_FOR: dict[tuple[Source, bool], Any] = {
    (Source.PERSON, False): _OWN,
    (Source.PERSON, True): _OWN_HERE,
    (Source.BRANCH, False): _OF_BRANCH,
    (Source.BRANCH, True): _OF_BRANCH_HERE,
}
_AT = aliased(Placement, name="at_which")
_BRANCH = aliased(BranchMember, name="branch_of")


def with_progress(query: Select[*Columns], term: Term) -> Select[*Columns]:
    """Their summary at the link, where there is one."""
    summary = term.progress
    mine = (summary.user_id == Membership.user_id) & (summary.placement_id == Placement.id)
    return query.outerjoin(summary, mine & term.is_its)


def is_finished(links: Sequence[Link], term: Term, link: Any = Placement.id) -> ColumnElement[bool]:
    """Passed or, where there is no quiz, every lesson done; a pre-assessment is finished when it is handed in.

    `link` is the column with the placement's id.
    """
    asked = [each.id for each in links if each.is_asked_only]
    quizzes = [each.id for each in links if each.has_quiz and not each.is_asked_only]
    by_lessons: dict[int, list[int]] = defaultdict(list)
    for each in links:
        if not each.has_quiz:
            by_lessons[each.lessons].append(each.id)
    ways = (
        and_(link.in_(asked), term.progress.submitted > 0),
        and_(link.in_(quizzes), term.progress.passed.is_(True)),
        *(and_(link.in_(ids), term.progress.lessons_done >= lessons) for lessons, ids in by_lessons.items()),
    )
    return func.coalesce(or_(*ways), false())


def dated(query: Select[*Columns], links: Sequence[Link], *, is_within: bool = False) -> Select[*Columns]:
    """What is said of dates to them alone, to their branch, and to them by the LMS where that counts.

    Kinds that nobody has in the course are not looked for. A query that `is_within` one of people has their branch
    from outside, as BranchMember.
    """
    branch = (BranchMember if is_within else _BRANCH).branch_id
    me, here, at = Membership.user_id, Membership.context_id, Placement.resource_link_id
    whose = {
        _OWN: (_OWN.resource_link_id == at) & (_OWN.user_id == me) & (_OWN.source == Source.PERSON),
        _OWN_HERE: (_OWN_HERE.context_id == here) & (_OWN_HERE.user_id == me),
        _OF_BRANCH: (_OF_BRANCH.resource_link_id == at) & (_OF_BRANCH.branch_id == branch),
        _OF_BRANCH_HERE: (_OF_BRANCH_HERE.context_id == here) & (_OF_BRANCH_HERE.branch_id == branch),
    }
    kinds = _set_for(links)
    if not is_within and (_OF_BRANCH in kinds or _OF_BRANCH_HERE in kinds):
        query = query.outerjoin(_BRANCH, (_BRANCH.user_id == me) & (_BRANCH.context_id == here))
    for each in kinds:
        query = query.outerjoin(each, whose[each])
    counting = [each.id for each in links if each.lms]
    told = (_OF_LMS.resource_link_id == at) & (_OF_LMS.user_id == me) & (_OF_LMS.source == Source.LMS)
    return query.outerjoin(_OF_LMS, told & Placement.id.in_(counting)) if counting else query


def has_dates_said(context_id: int, links: Sequence[Link]) -> ColumnElement[bool]:
    """Whether anything is said of dates to them alone, to their branch, or to them by the LMS, anywhere in the course.

    BranchMember is joined from outside.
    """
    kinds = [source for source, _is_for_course in {kind for each in links for kind in each.set_for}]
    kinds += [Source.LMS] * any(each.lms for each in links)
    at = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    here = or_(SaidDates.context_id == context_id, SaidDates.resource_link_id.in_(at)) & SaidDates.source.in_(kinds)
    people, branches = select(SaidDates.user_id), select(SaidDates.branch_id)
    return or_(
        Membership.user_id.in_(people.where(here, SaidDates.user_id.is_not(None))),
        BranchMember.branch_id.in_(branches.where(here, SaidDates.branch_id.is_not(None))),
    )


def due_at(links: Sequence[Link]) -> ColumnElement[datetime | None]:
    """When it is due for them, or else when it closes, as `placements.dates` orders the sources."""
    return func.coalesce(_holds("due_at", links), _holds("closes_at", links))


def said_due_at(links: Sequence[Link], link: Any = Placement.id) -> ColumnElement[datetime | None]:
    """When it is due by what is said to them: what the LMS told somebody else is left out.

    `link` is the column with the placement's id.
    """
    return _holds("due_at", links, link, as_told=False)


def said_closes_at(links: Sequence[Link], link: Any = Placement.id) -> ColumnElement[datetime | None]:
    """The same of when it closes."""
    return _holds("closes_at", links, link, as_told=False)


def _set_for(links: Sequence[Link]) -> list[Any]:
    """The rows that may say anything, in the order in which they are heard."""
    return [row for kind, row in _SET_FOR.items() if any(kind in each.set_for for each in links)]


def _holds(
    name: str, links: Sequence[Link], link: Any = Placement.id, *, as_told: bool = True
) -> ColumnElement[datetime | None]:
    said = [getattr(each, name) for each in _set_for(links)]
    if any(each.lms for each in links):
        told = _by_link({each.id: getattr(each.lms, name) for each in links if each.lms and as_told}, link)
        said.append(case((_OF_LMS.id.is_not(None), getattr(_OF_LMS, name)), else_=told))
    of_link = _by_link({each.id: getattr(each.settings, name) for each in links}, link)
    return func.coalesce(*said, of_link) if said else of_link


def _by_link(moments: dict[int, datetime | None], link: Any) -> ColumnElement[Any]:
    known = {link: literal(at, UTCDateTime()) for link, at in moments.items() if at}
    nothing = literal(None, UTCDateTime())
    return case(known, value=link, else_=nothing) if known else nothing


def first_handed_in_at(term: Term) -> ColumnElement[datetime | None]:
    """When they first handed the link's quiz in: the attempts are asked where their summary does not say it."""
    known = term.progress.first_handed_in_at
    return case((_says_not(term), _of_first_hand_in(when_handed_in(Attempt), term)), else_=known)


def first_late_at(term: Term) -> ColumnElement[datetime | None]:
    """When the grace of that attempt was over, if it had a limit."""
    return case((_says_not(term), _of_first_hand_in(Attempt.late_at, term)), else_=term.progress.first_late_at)


def is_handed_in_late(links: Sequence[Link], term: Term, link: Any = Placement.id) -> ColumnElement[bool]:
    """Whether they first handed it in late; `link` is the column with the placement's id."""
    dates, summary = (said_due_at(links, link), said_closes_at(links, link)), term.progress
    known = was_late(summary.first_handed_in_at, summary.first_late_at, *dates)
    asked = _of_first_hand_in(was_late(when_handed_in(Attempt), Attempt.late_at, *dates), term)
    return and_(summary.submitted > 0, case((_says_not(term), asked), else_=known))


def _says_not(term: Term) -> ColumnElement[bool]:
    return and_(term.progress.first_handed_in_at.is_(None), term.progress.submitted > 0)


def _of_first_hand_in(column: Any, term: Term) -> Any:
    of_module = (_AT.id == Attempt.placement_id) & (_AT.module_id == Attempt.module_id)
    query = (
        select(column)
        .join(_AT, of_module)
        .where(
            Attempt.placement_id == term.progress.placement_id,
            Attempt.user_id == term.progress.user_id,
            Attempt.is_preview.is_(False),
            Attempt.submitted_at.is_not(None),
            *term.holds(Attempt),
        )
    )
    return query.order_by(Attempt.submitted_at).limit(1).correlate_except(Attempt, _AT).scalar_subquery()


def certified_at() -> ColumnElement[Any]:
    """The date of the newest certificate that is worth something, for the link's module."""
    newest = select(func.max(Certificate.issued_at)).where(
        Certificate.user_id == Membership.user_id,
        Certificate.context_id == Membership.context_id,
        Certificate.module_id == Placement.module_id,
        Certificate.revoked_at.is_(None),
        Certificate.replaced_at.is_(None),
    )
    return newest.correlate(Placement, Membership).scalar_subquery()
