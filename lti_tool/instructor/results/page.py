"""The results of one link: a page of learners, or all of them one after the other, from summary rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.instructor.results import query as result_query
from lti_tool.instructor.results.filter import ResultFilter, State
from lti_tool.instructor.shared.delivery_words import DeliveryMark, delivery_mark
from lti_tool.instructor.shared.lateness import HandIn, first_hand_ins
from lti_tool.instructor.shared.people.finding import branches_of
from lti_tool.lti.models import Membership, User
from lti_tool.paging import PER_PAGE
from lti_tool.placements.models import Accommodation, Placement
from lti_tool.placements.words import describe_accommodation
from lti_tool.progress.models import LearnerProgress

BATCH = 500
NOTHING = LearnerProgress(lessons_done=0, attempts=0, submitted=0, passed=False, seconds=0)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One learner's line."""

    user: User
    membership: Membership
    progress: LearnerProgress
    has_begun: bool
    mark: DeliveryMark
    branch: str
    accommodation: str = ""
    hand_in: HandIn | None = None


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Fifty learners at most; `found` is how many the filter fits, `counts` how many of all are in each state."""

    wanted: ResultFilter
    rows: list[ResultRow]
    found: int
    counts: dict[State, int]
    branches: list[Branch]

    @property
    def pages(self) -> int:
        """How many pages there are; one even where nobody is found."""
        return max(1, -(-self.found // PER_PAGE))


def results_page(session: Session, placement: Placement, wanted: ResultFilter) -> ResultsPage:
    """Find one page, in a number of statements that does not grow with the class."""
    counts = _counts(session, placement)
    ids, found = _some(session, placement, wanted, counts)
    granted = _accommodations(session, placement, ids)
    graded = is_placement_graded(placement)
    rows = session.execute(result_query.lines(placement, wanted).where(Membership.user_id.in_(ids))) if ids else ()
    lines = list(rows)
    hand_ins = _hand_ins(session, placement, lines)
    return ResultsPage(
        wanted,
        [_row(line, graded, hand_ins, granted.get(line.User.id, "")) for line in lines],
        found,
        counts,
        branches_of(session, placement.context_id),
    )


def all_results(session: Session, placement: Placement, wanted: ResultFilter) -> Iterator[ResultRow]:
    """Everybody the filter fits, read in batches so that memory does not grow with the class."""
    graded = is_placement_graded(placement)
    query = result_query.lines(placement, wanted).execution_options(yield_per=BATCH)
    for batch in session.execute(query).partitions():
        hand_ins = _hand_ins(session, placement, batch)
        yield from (_row(line, graded, hand_ins) for line in batch)


def _hand_ins(session: Session, placement: Placement, lines: Sequence[Any]) -> dict[int, HandIn]:
    return first_hand_ins(session, placement, [line.LearnerProgress for line in lines if line.LearnerProgress])


def _row(line: Any, graded: bool, hand_ins: Mapping[int, HandIn], accommodation: str = "") -> ResultRow:
    progress: LearnerProgress | None = line.LearnerProgress
    delivery: ScoreDelivery | None = line.ScoreDelivery
    return ResultRow(
        user=line.User,
        membership=line.Membership,
        progress=progress or NOTHING,
        has_begun=progress is not None,
        mark=delivery_mark(delivery, graded),
        branch=line.name or "",
        accommodation=accommodation,
        hand_in=hand_ins.get(line.User.id),
    )


def _counts(session: Session, placement: Placement) -> dict[State, int]:
    row = session.execute(result_query.state_counts(placement)).one()
    return {State.ALL: row[0]} | {state: getattr(row, state.name) or 0 for state in State if state}


def _some(
    session: Session, placement: Placement, wanted: ResultFilter, counts: Mapping[State, int]
) -> tuple[list[int], int]:
    """The ids on the page, and how many are found: where words or a branch are wanted, as the same rows say."""
    people = result_query.learners(placement, wanted)
    here = people.limit(PER_PAGE).offset(wanted.offset)
    if not (wanted.words or wanted.branch):
        return list(session.scalars(here)), counts[wanted.state]
    rows = session.execute(here.add_columns(func.count().over().label("found"))).all()
    if rows or not wanted.offset:
        return [row.user_id for row in rows], rows[0].found if rows else 0
    return [], session.scalar(select(func.count()).select_from(people.order_by(None).subquery())) or 0


def _accommodations(session: Session, placement: Placement, ids: Any) -> dict[int, str]:
    query = select(Accommodation).where(
        Accommodation.context_id == placement.context_id, Accommodation.user_id.in_(ids)
    )
    return {
        each.user_id: describe_accommodation(each.time_factor, each.extra_attempts) for each in session.scalars(query)
    }
