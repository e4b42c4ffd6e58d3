"""The statements behind the grid: the people that a filter fits, and what each of them has at each link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, null, select
from sqlalchemy.orm import InstrumentedAttribute

from lti_tool.branches.models import Branch, BranchMember
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.telling.standing import Standing, has_standing, standing
from lti_tool.instructor.grid import conditions
from lti_tool.instructor.grid.filter import GridFilter, Sort, State
from lti_tool.instructor.grid.links import Link
from lti_tool.instructor.grid.terms import Term
from lti_tool.instructor.shared.people.finding import is_in, says
from lti_tool.lti.models import Membership, User
from lti_tool.placements.models import Placement

Query = Select[*tuple[Any, ...]]
TROUBLE = (Standing.FAILED, Standing.HELD, Standing.NOT_GRADED)


def people(context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime) -> Query:
    """Those whom the filter fits, in its order, with the name of their branch."""
    query = _found(context_id, links, wanted, term, now).outerjoin(Branch, Branch.id == BranchMember.branch_id)
    return query.with_only_columns(
        User.id,
        User.name,
        User.email,
        User.id_on_platform,
        Membership.is_active,
        Membership.last_seen_at,
        Branch.name.label("branch"),
        maintain_column_froms=True,
    ).order_by(*_order(links, wanted, term))


def some(context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime) -> Query:
    """The same, to be cut out of: each row has how many there are."""
    return people(context_id, links, wanted, term, now).add_columns(func.count().over().label("found"))


def how_many(context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime) -> Query:
    """The number alone."""
    return _found(context_id, links, wanted, term, now).with_only_columns(func.count(), maintain_column_froms=True)


def cells(context_id: int, links: Sequence[Link], users: Collection[int], term: Term) -> Query:
    """A row for each of these people at each link."""
    query: Query = (
        select(
            Membership.user_id,
            Placement.id.label("link"),
            term.progress.lessons_done,
            term.progress.attempts,
            term.progress.submitted,
            term.progress.score_share,
            term.progress.seconds,
            conditions.is_finished(links, term).label("is_finished"),
            case((ScoreDelivery.id.is_(None), null()), else_=standing()).label("standing"),
            ScoreDelivery.score_given,
            ScoreDelivery.score_maximum,
            conditions.due_at(links).label("due_at"),
            conditions.said_due_at(links).label("said_due_at"),
            conditions.said_closes_at(links).label("said_closes_at"),
            conditions.first_handed_in_at(term).label("handed_in_at"),
            conditions.first_late_at(term).label("late_at"),
            conditions.certified_at().label("certified_at"),
        )
        .select_from(Membership)
        .join(Placement, Placement.id.in_([each.id for each in links]))
        .where(Membership.context_id == context_id, Membership.user_id.in_(users))
    )
    mine = (ScoreDelivery.user_id == Membership.user_id) & (ScoreDelivery.placement_id == Placement.id)
    return conditions.dated(conditions.with_progress(query, term), links).outerjoin(ScoreDelivery, mine)


def _found(context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime) -> Query:
    query: Query = select(User).select_from(Membership).join(User, User.id == Membership.user_id)
    mine = (BranchMember.user_id == Membership.user_id) & (BranchMember.context_id == Membership.context_id)
    query = query.outerjoin(BranchMember, mine)
    query = query.where(Membership.context_id == context_id, Membership.is_staff.is_(False))
    if wanted.words:
        query = query.where(says(wanted.words))
    if wanted.branch:
        query = query.where(is_in(wanted.branch))
    return query.where(_state(context_id, links, wanted.state, term, now)) if wanted.state else query


def _state(context_id: int, links: Sequence[Link], state: State, term: Term, now: datetime) -> ColumnElement[bool]:
    said = conditions.has_dates_said(context_id, links)
    ways: dict[State, ColumnElement[bool]] = {
        State.NOT_STARTED: ~_has_summary(term, term.progress.placement_id.in_([each.id for each in links])),
        State.UNFINISHED: _has_unfinished(links, term),
        State.FINISHED: ~_has_unfinished(links, term),
        State.BEHIND: and_(
            Membership.is_active, case((said, _is_behind(links, term, now)), else_=_lags(links, term, now))
        ),
        State.LATE: case((said, _is_late(links, term, now)), else_=_is_late_for_all(links, term)),
        State.NOT_DELIVERED: _is_in_trouble(links),
        State.LEFT: Membership.is_active.is_(False),
    }
    return ways[state]


def _is_behind(links: Sequence[Link], term: Term, now: datetime) -> ColumnElement[bool]:
    over = [each for each in links if each.may_be_over(now)]
    overdue = ~conditions.is_finished(over, term) & (conditions.due_at(over) < now)
    return _somewhere(over, term, overdue)


def _lags(links: Sequence[Link], term: Term, now: datetime) -> ColumnElement[bool]:
    """Behind, of people of whom no date is said: what was due for all of them is counted."""
    plain = [each.for_whom_nothing_is_set(as_told=True) for each in links]
    return _has_unfinished([each for each in plain if each.may_be_over(now)], term)


def _is_late(links: Sequence[Link], term: Term, now: datetime) -> ColumnElement[bool]:
    over = [each for each in links if each.may_be_over(now)]
    return _somewhere(over, term, conditions.is_handed_in_late(over, term))


def _is_late_for_all(links: Sequence[Link], term: Term) -> ColumnElement[bool]:
    """The same of people of whom no date is said: their summaries alone are read."""
    plain = [each.for_whom_nothing_is_set(as_told=False) for each in links]
    return _has_summary(term, conditions.is_handed_in_late(plain, term, term.progress.placement_id))


def _has_summary(term: Term, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    query = select(term.progress.user_id).where(term.progress.user_id == Membership.user_id, term.is_its, holds)
    return query.correlate(Membership).exists()


def _somewhere(links: Sequence[Link], term: Term, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """At one of the links at least. A row that joins to the person stands first, so that each is looked up by keys."""
    query: Query = select(Placement.id).where(Placement.id.in_([each.id for each in links]))
    query = conditions.dated(conditions.with_progress(query, term), links, is_within=True)
    return query.where(holds).correlate(Membership, BranchMember).exists()


def _is_in_trouble(links: Sequence[Link]) -> ColumnElement[bool]:
    troubled = select(ScoreDelivery.user_id).where(
        ScoreDelivery.placement_id.in_([each.id for each in links]), has_standing(TROUBLE)
    )
    return Membership.user_id.in_(troubled)


def _order(links: Sequence[Link], wanted: GridFilter, term: Term) -> list[ColumnElement[Any]]:
    """The latest and the most first; who has none comes last either way."""
    by_name = User.name_folded
    if wanted.sort == Sort.NAME:
        return [by_name.desc() if wanted.is_reversed else by_name.asc(), User.id.asc()]
    if wanted.sort == Sort.FINISHED:
        finished = _how_many_finished(links, term)
        return [finished.asc() if wanted.is_reversed else finished.desc(), by_name.asc(), User.id.asc()]
    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    column = Branch.name_folded if wanted.sort == Sort.BRANCH else Membership.last_seen_at
    is_rising = wanted.is_reversed != (wanted.sort == Sort.BRANCH)
    last = case((column.is_(None), 1), else_=0).asc()
    return [last, column.asc() if is_rising else column.desc(), by_name.asc(), User.id.asc()]


def _has_unfinished(links: Sequence[Link], term: Term) -> ColumnElement[bool]:
    """Who has finished all of them is counted in one pass over their summaries."""
    if not links:
        return false()
    at, whose = term.progress.placement_id, term.progress.user_id
    here = (at.in_([each.id for each in links]), term.is_its, conditions.is_finished(links, term, at))
    return Membership.user_id.not_in(select(whose).where(*here).group_by(whose).having(func.count() == len(links)))


def _how_many_finished(links: Sequence[Link], term: Term) -> ColumnElement[int]:
    query = (
        select(func.count())
        .select_from(term.progress)
        .where(term.progress.user_id == Membership.user_id, term.is_its)
        .where(conditions.is_finished(links, term, term.progress.placement_id))
    )
    return query.correlate(Membership).scalar_subquery()
