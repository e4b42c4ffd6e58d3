"""What is asked of one person at one link, in SQL: whether it is finished, when it is due, when it was handed in.

All of it reads a Placement and a Membership, with their summary of a term beside; `dated` joins what is said of dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from lti_tool.attempts.models import Attempt
from lti_tool.branches.models import BranchMember
from lti_tool.certificates.models import Certificate
from lti_tool.db import UTCDateTime
from lti_tool.instructor.grid.links import Link
from lti_tool.instructor.grid.terms import Term
from lti_tool.lti.models import Membership
from lti_tool.placements.dates import Source
from lti_tool.placements.models import Placement, SaidDates

Columns = TypeVarTuple("Columns")
_OWN, _OF_BRANCH, _OF_LMS = (aliased(SaidDates, name=f"of_{source}") for source in ("person", "branch", "lms"))
_OWN_HERE, _OF_BRANCH_HERE = (aliased(SaidDates, name=f"of_{who}_in_course") for who in ("person", "branch"))
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
    ways = [
        and_(link.in_(asked), term.progress.submitted > 0),
        and_(link.in_(quizzes), term.progress.passed.is_(True)),
    ]
    for lessons in {each.lessons for each in links if not each.has_quiz}:
        ids = [each.id for each in links if not each.has_quiz and each.lessons == lessons]
        ways.append(and_(link.in_(ids), term.progress.lessons_done >= lessons))
    return func.coalesce(or_(*ways), false())


def dated(query: Select[*Columns], links: Sequence[Link]) -> Select[*Columns]:
    """What is said of dates to them alone, to their branch, and to them by the LMS where that counts."""
    counting = [each.id for each in links if each.lms]
    at = Placement.resource_link_id
    branch = (_BRANCH.user_id == Membership.user_id) & (_BRANCH.context_id == Membership.context_id)
    said = (
        (_OWN, (_OWN.user_id == Membership.user_id) & (_OWN.source == Source.PERSON)),
        (
            _OF_LMS,
            (_OF_LMS.user_id == Membership.user_id) & (_OF_LMS.source == Source.LMS) & Placement.id.in_(counting),
        ),
    )
    for each, condition in said:
        query = query.outerjoin(each, (each.resource_link_id == at) & condition)
    query = query.outerjoin(_BRANCH, branch)
    query = query.outerjoin(
        _OF_BRANCH, (_OF_BRANCH.resource_link_id == at) & (_OF_BRANCH.branch_id == _BRANCH.branch_id)
    )
    here = Membership.context_id
    query = query.outerjoin(_OWN_HERE, (_OWN_HERE.context_id == here) & (_OWN_HERE.user_id == Membership.user_id))
    return query.outerjoin(
        _OF_BRANCH_HERE, (_OF_BRANCH_HERE.context_id == here) & (_OF_BRANCH_HERE.branch_id == _BRANCH.branch_id)
    )


def due_at(links: Sequence[Link]) -> ColumnElement[datetime | None]:
    """When it is due for them, or else when it closes, as `placements.dates` orders the sources."""
    return func.coalesce(_holds("due_at", links), _holds("closes_at", links))


def _holds(name: str, links: Sequence[Link]) -> ColumnElement[datetime | None]:
    told = _by_link({each.id: getattr(each.lms, name) for each in links if each.lms})
    of_lms = case((_OF_LMS.id.is_not(None), getattr(_OF_LMS, name)), else_=told)
    of_link = _by_link({each.id: getattr(each.settings, name) for each in links})
    set_for = (getattr(each, name) for each in (_OWN, _OWN_HERE, _OF_BRANCH, _OF_BRANCH_HERE))
    return func.coalesce(*set_for, of_lms, of_link)


def _by_link(moments: dict[int, datetime | None]) -> ColumnElement[Any]:
    known = {link: literal(at, UTCDateTime()) for link, at in moments.items() if at}
    nothing = literal(None, UTCDateTime())
    return case(known, value=Placement.id, else_=nothing) if known else nothing


def handed_in_at(term: Term) -> ColumnElement[Any]:
    """When they first handed the link's quiz in."""
    first = select(func.min(Attempt.submitted_at)).where(
        Attempt.placement_id == Placement.id,
        Attempt.user_id == Membership.user_id,
        Attempt.module_id == Placement.module_id,
        Attempt.is_preview.is_(False),
        *term.holds(Attempt),
    )
    return first.correlate(Placement, Membership).scalar_subquery()


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
