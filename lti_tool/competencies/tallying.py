"""Keeping the tallies of first attempts: each adds its part when it is submitted, and takes it back when reopened.

A first attempt is the lowest-numbered one that a person began at a link and a module; previews do not count. Gaps are
computed from first attempts because retakes and practice lift every score: see docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import Marked, marked_items
from lti_tool.branches.models import BranchMember
from lti_tool.competencies.contribution import SUMS, ItemSums, competency_points, item_sums, minutes_spent
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.db import Base, insert_if_absent
from lti_tool.placements.models import Placement

Rows = Sequence[Mapping[str, Any]]
T = TypeVar("T", bound=Base)
LEARNING = "module"  # a pre-assessment comes before learning, a certificate quiz after it: neither shows a gap to teach


def add(session: Session, attempt: Attempt) -> None:
    """Add a submitted first attempt to the tallies; any other attempt adds nothing. The caller commits."""
    if is_tallied(session, attempt):
        _apply(session, attempt, 1)


def withdraw(session: Session, attempt: Attempt) -> None:
    """Take back what `add` added, before the attempt or its marks change. The caller commits."""
    if is_tallied(session, attempt):
        _apply(session, attempt, -1)


def hold(session: Session, attempts: Collection[Attempt]) -> None:
    """Lock the rows that several attempts add to before any is withdrawn: otherwise two could deadlock.

    All of one course; the caller commits.
    """
    for module_id in sorted({attempt.module_id for attempt in attempts}):
        theirs = [attempt for attempt in attempts if attempt.module_id == module_id]
        digests = {entry["digest"] for attempt in theirs for entry in attempt.drawn}
        rows = select(ItemTally.digest).where(
            ItemTally.context_id == theirs[0].placement.context_id,
            ItemTally.module_id == module_id,
            ItemTally.digest.in_(digests),
        )
        session.execute(rows.order_by(ItemTally.digest).with_for_update())


def move_to_branch(session: Session, context_id: int, people: Collection[int], branch_id: int | None) -> None:
    """Count people's competencies under another branch. The caller commits."""
    session.execute(
        update(CompetencyTally)
        .where(CompetencyTally.context_id == context_id, CompetencyTally.user_id.in_(people))
        .values(branch_id=branch_id)
        .execution_options(synchronize_session=False)
    )


def is_tallied(session: Session, attempt: Attempt) -> bool:
    """Whether this is an attempt that the tallies count."""
    if attempt.is_preview or attempt.submitted_at is None or attempt.kind != LEARNING:
        return False
    session.flush()
    return session.scalar(first_attempts().where(Attempt.id == attempt.id).with_only_columns(Attempt.id)) is not None


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


def _apply(session: Session, attempt: Attempt, sign: int) -> None:
    marked = marked_items(session, attempt)
    context_id = attempt.placement.context_id
    _tally_items(session, context_id, attempt.module_id, marked, sign)
    _tally_competencies(session, context_id, attempt.user_id, marked, sign)
    _tally_time(session, context_id, attempt, sign)


def _tally_items(session: Session, context_id: int, module_id: str, marked: list[Marked], sign: int) -> None:
    """Rows are locked in the order of their digests, so that simultaneous submissions never deadlock."""
    added = item_sums(marked)
    key = {"context_id": context_id, "module_id": module_id}
    fresh = [
        key | {"digest": digest, "item_id": sums.item_id, "choices": {}} | dict.fromkeys(SUMS, 0)
        for digest, sums in sorted(added.items())
    ]
    query = (
        select(ItemTally)
        .filter_by(**key)
        .where(ItemTally.digest.in_(added))
        .order_by(ItemTally.digest)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for tally in _made_and_held(session, ItemTally, fresh, query):
        _write(session, tally, added[tally.digest], sign)


def _made_and_held(session: Session, model: type[T], fresh: Rows, query: Select[T]) -> Sequence[T]:
    """Rows that are there now, and locked: one that fell to zero and went while we waited for it is made again."""
    while True:
        insert_if_absent(session, model, fresh)
        held = session.scalars(query).all()
        if len(held) == len(fresh):
            return held


def _write(session: Session, tally: ItemTally, added: ItemSums, sign: int) -> None:
    sums = sums_of(tally)
    sums.add(added, sign)
    if not sums.sums["responses"]:
        session.delete(tally)
        return
    for name in SUMS:
        setattr(tally, name, sums.sums[name])
    tally.choices = dict(sums.choices)


def sums_of(tally: ItemTally) -> ItemSums:
    """A stored tally as sums that others can be added to."""
    sums = ItemSums(tally.item_id)
    sums.sums.update({name: getattr(tally, name) for name in SUMS})
    sums.choices.update(tally.choices)
    return sums


def _tally_competencies(session: Session, context_id: int, user_id: int, marked: list[Marked], sign: int) -> None:
    added = competency_points(marked)
    key = {"context_id": context_id, "user_id": user_id}
    branch_id = session.scalar(select(BranchMember.branch_id).filter_by(**key))
    fresh: list[Mapping[str, Any]] = [
        key | {"competency": code, "branch_id": branch_id, "points": 0, "responses": 0} for code in sorted(added)
    ]
    query = select(CompetencyTally).filter_by(**key).where(CompetencyTally.competency.in_(added))
    ordered = query.order_by(CompetencyTally.competency).with_for_update().execution_options(populate_existing=True)
    for tally in _made_and_held(session, CompetencyTally, fresh, ordered):
        points, asked = added[tally.competency]
        tally.points += sign * points
        tally.responses += sign * asked
        if not tally.responses:
            session.delete(tally)


def _tally_time(session: Session, context_id: int, attempt: Attempt, sign: int) -> None:
    if attempt.submitted_at is None:
        return
    minutes = minutes_spent((attempt.submitted_at - attempt.started_at).total_seconds())
    key = {"context_id": context_id, "module_id": attempt.module_id, "minutes": minutes}
    query = select(TimeTally).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    [tally] = _made_and_held(session, TimeTally, [key | {"attempts": 0}], query)
    tally.attempts += sign
    if not tally.attempts:
        session.delete(tally)
