"""The tallies of first attempts: what is handed in waits to be counted, and what was counted can be taken back.

A first attempt is the lowest-numbered one that a person began at a link and a module; previews do not count. Gaps are
computed from first attempts because retakes and practice lift every score: see docs/decisions/0011.

Whoever hands in touches no tally: `tallied_at` is None from then on, which is the queue, until `folding` has counted
the attempt. At every moment the tallies of a course are the sums of its counted first attempts: docs/decisions/0039.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from lti_tool.attempts.models import Attempt
from lti_tool.branches.models import BranchMember
from lti_tool.competencies.contribution import SUMS, ItemSums
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.competencies.summing import CourseSums, sum_up
from lti_tool.db import Base
from lti_tool.placements.models import Placement

T = TypeVar("T", bound=Base)
LEARNING = "module"  # a pre-assessment comes before learning, a certificate quiz after it: neither shows a gap to teach
TALLIES = 71_002  # the name of our locks among all advisory ones of a Postgres database


def queue(attempt: Attempt) -> None:
    """Have an attempt counted that was handed in; whether it is a first one is seen then. The caller commits."""
    attempt.tallied_at = None


def withdraw(session: Session, attempts: Sequence[Attempt], now: datetime) -> None:
    """Take back what was counted of attempts of one course, before they or their marks change. The caller commits.

    What still waits to be counted was added to nothing. After this none of them waits any more: whoever leaves them
    handed in queues them anew.
    """
    if not attempts:
        return
    context_id, ids = attempts[0].placement.context_id, [attempt.id for attempt in attempts]
    session.flush()
    held = select(Attempt.id).where(Attempt.id.in_(ids)).order_by(Attempt.id)
    session.execute(held.with_for_update())  # before the tallies, as whoever erases does
    hold(session, context_id)
    counted = set(session.scalars(counted_attempts().where(Attempt.id.in_(ids)).with_only_columns(Attempt.id)))
    write(session, context_id, sum_up(session, [each for each in attempts if each.id in counted]), -1)
    marking = update(Attempt).where(Attempt.id.in_(ids)).values(tallied_at=now)
    session.execute(marking.execution_options(synchronize_session=False))
    for attempt in attempts:
        set_committed_value(attempt, "tallied_at", now)  # what they were loaded with may be older than the last fold


def hold(session: Session, context_id: int) -> None:
    """Wait for whoever changes a course's tallies, and keep others from it until the commit.

    Learners take no such lock. On SQLite only one writes at all.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TALLIES, context_id)))


def hold_if_free(session: Session, context_id: int) -> bool:
    """As `hold`, but False at once where somebody else has it."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(TALLIES, context_id))))


def move_to_branch(session: Session, context_id: int, people: Collection[int], branch_id: int | None) -> None:
    """Count people's competencies under another branch. The caller commits."""
    worked = exists().where(Attempt.user_id.in_(people), Attempt.submitted_at.is_not(None))
    if session.scalar(select(worked)):  # else there is nothing that could be counted meanwhile
        hold(session, context_id)
    session.execute(
        update(CompetencyTally)
        .where(CompetencyTally.context_id == context_id, CompetencyTally.user_id.in_(people))
        .values(branch_id=branch_id)
        .execution_options(synchronize_session=False)
    )


def first_attempts() -> Select[Attempt]:
    """Every submitted first attempt, with its placement joined."""
    earlier = aliased(Attempt)
    is_later = exists().where(
        earlier.placement_id == Attempt.placement_id,
        earlier.user_id == Attempt.user_id,
        earlier.module_id == Attempt.module_id,
        earlier.is_preview.is_(False),
        earlier.number < Attempt.number,
    )
    return (
        select(Attempt)
        .join(Placement, Placement.id == Attempt.placement_id)
        .where(Attempt.submitted_at.is_not(None), Attempt.is_preview.is_(False), Attempt.kind == LEARNING, ~is_later)
    )


def counted_attempts() -> Select[Attempt]:
    """Every first attempt that is in the tallies."""
    return first_attempts().where(Attempt.tallied_at.is_not(None))


def waiting_attempts() -> Select[Attempt]:
    """Whatever was handed in and not looked at since, with its placement joined."""
    handed_in = select(Attempt).join(Placement, Placement.id == Attempt.placement_id)
    return handed_in.where(Attempt.tallied_at.is_(None), Attempt.submitted_at.is_not(None))


def write(session: Session, context_id: int, sums: CourseSums, sign: int) -> None:
    """Add sums to a course's tallies, or with -1 subtract them. The caller holds the tallies, and commits."""
    _write_items(session, context_id, sums, sign)
    _write_competencies(session, context_id, sums, sign)
    _write_times(session, context_id, sums, sign)
    session.flush()


def _write_items(session: Session, context_id: int, sums: CourseSums, sign: int) -> None:
    digests = {digest for _module, digest in sums.items}
    query = select(ItemTally).where(ItemTally.context_id == context_id, ItemTally.digest.in_(digests))
    tallies = {(each.module_id, each.digest): each for each in session.scalars(_as_now(query))}
    for (module_id, digest), added in sums.items.items():
        tally = tallies.get((module_id, digest))
        if tally is None and sign < 0:
            continue  # a course that is forgotten keeps no small sums: there is nothing to take out
        if tally is None:
            tally = ItemTally(context_id=context_id, module_id=module_id, digest=digest, item_id=added.item_id)
            session.add(tally)
        total = sums_of(tally)
        total.add(added, sign)
        for name in SUMS:
            setattr(tally, name, total.sums[name])
        tally.choices = dict(total.choices)
        if not tally.responses:
            session.delete(tally)


def sums_of(tally: ItemTally) -> ItemSums:
    """A stored tally, or a new one, as sums that others can be added to."""
    sums = ItemSums(tally.item_id)
    sums.sums.update({name: getattr(tally, name) or 0 for name in SUMS})
    sums.choices.update(tally.choices or {})
    return sums


def _write_competencies(session: Session, context_id: int, sums: CourseSums, sign: int) -> None:
    people = {user_id for user_id, _code in sums.competencies}
    theirs = (CompetencyTally.context_id == context_id, CompetencyTally.user_id.in_(people))
    rows = session.scalars(_as_now(select(CompetencyTally).where(*theirs)))
    tallies = {(each.user_id, each.competency): each for each in rows}
    branches = branches_of(session, context_id, people)
    for (user_id, code), added in sums.competencies.items():
        tally = tallies.get((user_id, code))
        if tally is None and sign < 0:
            continue
        if tally is None:
            key = {"context_id": context_id, "user_id": user_id, "competency": code}
            tally = CompetencyTally(**key, branch_id=branches.get(user_id), points=0, responses=0)
            session.add(tally)
        tally.points += sign * added["points"]
        tally.responses += sign * added["responses"]
        if not tally.responses:
            session.delete(tally)


def branches_of(session: Session, context_id: int, people: Collection[int] | None = None) -> dict[int, int]:
    """The branch of each of these people, or of everybody, who has one in this course."""
    query = select(BranchMember.user_id, BranchMember.branch_id).where(BranchMember.context_id == context_id)
    if people is not None:
        query = query.where(BranchMember.user_id.in_(people))
    return dict(session.execute(query).all())


def _write_times(session: Session, context_id: int, sums: CourseSums, sign: int) -> None:
    modules = {module_id for module_id, _minutes in sums.minutes}
    query = select(TimeTally).where(TimeTally.context_id == context_id, TimeTally.module_id.in_(modules))
    tallies = {(each.module_id, each.minutes): each for each in session.scalars(_as_now(query))}
    for (module_id, minutes), attempts in sums.minutes.items():
        tally = tallies.get((module_id, minutes))
        if tally is None and sign < 0:
            continue
        if tally is None:
            tally = TimeTally(context_id=context_id, module_id=module_id, minutes=minutes, attempts=0)
            session.add(tally)
        tally.attempts += sign * attempts
        if not tally.attempts:
            session.delete(tally)


def _as_now(query: Select[T]) -> Select[T]:
    """As the rows are once they are held, whatever was loaded before."""
    return query.execution_options(populate_existing=True)
