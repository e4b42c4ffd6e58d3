"""The statements behind the results: everybody in the course who learns, beside their summary at one link."""

from __future__ import annotations

from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, load_only

from lti_tool.branches.models import Branch, BranchMember
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.telling.standing import Standing, has_standing
from lti_tool.instructor.results.filter import ResultFilter, Sort, State
from lti_tool.instructor.shared.delivery_words import MARKED
from lti_tool.instructor.shared.people.finding import is_in, says
from lti_tool.lti.models import Membership, User
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LearnerProgress

Columns = TypeVarTuple("Columns")
SUMMARY_STATES = {State.NOT_STARTED, State.BEGUN, State.NOT_PASSED, State.PASSED}
_SORTED: dict[Sort, InstrumentedAttribute[Any]] = {
    Sort.LAST_SEEN: Membership.last_seen_at,
    Sort.LESSONS: LearnerProgress.lessons_done,
    Sort.ATTEMPTS: LearnerProgress.attempts,
    Sort.SCORE: LearnerProgress.score_share,
}

_SHOWN = (
    load_only(User.name, User.email, User.id_on_platform),
    load_only(Membership.is_active, Membership.last_seen_at),
    load_only(*MARKED),
)
"""What a line says: to read whole rows costs more than all else of a file."""


def learners(placement: Placement, wanted: ResultFilter) -> Select[int]:
    """The ids of those the filter fits, in its order; joins no more than that asks for."""
    query = select(Membership.user_id).join(User, User.id == Membership.user_id).where(*_in_course(placement))
    if wanted.sort in (Sort.LESSONS, Sort.ATTEMPTS, Sort.SCORE) or wanted.state in SUMMARY_STATES:
        query = _with_summary(query, placement)
    if wanted.state == State.NOT_DELIVERED:
        query = _with_delivery(query, placement)
    if wanted.branch:
        query = _with_branch(query)
    return query.where(*_conditions(wanted)).order_by(*_order(wanted))


def lines(placement: Placement, wanted: ResultFilter) -> Select[*tuple[Any, ...]]:
    """Whole lines in the same order: person, membership, summary, score on its way, name of the branch."""
    query: Select[*tuple[Any, ...]] = select(User, Membership, LearnerProgress, ScoreDelivery, Branch.name)
    query = query.options(*_SHOWN)
    query = query.select_from(Membership).join(User, User.id == Membership.user_id).where(*_in_course(placement))
    query = _with_branch(_with_delivery(_with_summary(query, placement), placement))
    query = query.outerjoin(Branch, Branch.id == BranchMember.branch_id)
    return query.where(*_conditions(wanted)).order_by(*_order(wanted))


def state_counts(placement: Placement) -> Select[*tuple[Any, ...]]:
    """How many learners there are, and how many are in each state, in one pass."""
    query: Select[*tuple[Any, ...]] = select(
        func.count(), *(func.sum(cast(_state(state), Integer)).label(state.name) for state in _COUNTED)
    )
    query = query.select_from(Membership).where(*_in_course(placement))
    return _with_delivery(_with_summary(query, placement), placement)


_NOT_DELIVERED = (Standing.FAILED, Standing.HELD, Standing.NOT_GRADED)
_COUNTED = [state for state in State if state]


def _in_course(placement: Placement) -> tuple[ColumnElement[bool], ...]:
    return Membership.context_id == placement.context_id, Membership.is_staff.is_(False)


def _with_summary(query: Select[*Columns], placement: Placement) -> Select[*Columns]:
    mine = (LearnerProgress.user_id == Membership.user_id) & (LearnerProgress.placement_id == placement.id)
    return query.outerjoin(LearnerProgress, mine)


def _with_delivery(query: Select[*Columns], placement: Placement) -> Select[*Columns]:
    mine = (ScoreDelivery.user_id == Membership.user_id) & (ScoreDelivery.placement_id == placement.id)
    return query.outerjoin(ScoreDelivery, mine)


def _with_branch(query: Select[*Columns]) -> Select[*Columns]:
    mine = (BranchMember.user_id == Membership.user_id) & (BranchMember.context_id == Membership.context_id)
    return query.outerjoin(BranchMember, mine)


def _conditions(wanted: ResultFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        found.append(says(wanted.words))
    if wanted.branch:
        found.append(is_in(wanted.branch))
    if wanted.state:
        found.append(_state(wanted.state))
    return found


def _state(state: State) -> ColumnElement[bool]:
    begun, handed_in = LearnerProgress.user_id.is_not(None), LearnerProgress.submitted > 0
    conditions: dict[State, ColumnElement[bool]] = {
        State.NOT_STARTED: LearnerProgress.user_id.is_(None),
        State.BEGUN: begun & (LearnerProgress.submitted == 0),
        State.NOT_PASSED: begun & handed_in & LearnerProgress.passed.is_(False),
        State.PASSED: begun & LearnerProgress.passed.is_(True),
        State.NOT_DELIVERED: ScoreDelivery.id.is_not(None) & has_standing(_NOT_DELIVERED),
        State.LEFT: Membership.is_active.is_(False),
    }
    return conditions[state]


def _order(wanted: ResultFilter) -> list[ColumnElement[Any]]:
    """Figures begin with the largest, moments with the latest; who has none comes last either way."""
    by_name = User.name_folded
    if wanted.sort == Sort.NAME:
        return [by_name.desc() if wanted.is_reversed else by_name.asc(), Membership.user_id.asc()]
    column = _SORTED[wanted.sort]
    ordered = column.asc() if wanted.is_reversed else column.desc()
    return [case((column.is_(None), 1), else_=0).asc(), ordered, by_name.asc(), Membership.user_id.asc()]
