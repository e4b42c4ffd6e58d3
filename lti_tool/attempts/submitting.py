"""Handing in: by the learner, late, or by the sweep when the time ran out and nobody was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.answering import Answer, drawn_items, saved_answers
from lti_tool.attempts.errors import AttemptClosed
from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.rulings import NO_RULING, Ruling, Rulings, combine, rulings_of, standing_regrades
from lti_tool.quizzes.marking import Mark
from lti_tool.quizzes.scoring import reaches, score
from lti_tool.quizzes.selection import DrawnItem

_RUN_OUT = (
    select(Attempt.id)
    .where(Attempt.submitted_at.is_(None), Attempt.late_at < bindparam("now"))
    .order_by(Attempt.late_at)
    .limit(100)
)
NO_ANSWER = Answer(frozenset())
NO_RULINGS: Rulings = {}


class ClosedBy(StrEnum):
    """How an attempt came to be submitted; after `LATE` and `SWEEP` only what was saved in time counts."""

    LEARNER = "learner"
    LATE = "late"
    SWEEP = "sweep"


def handed_in_at(attempt: Any) -> datetime | None:
    """When an attempt, or a row with its columns, was handed in: by the clock when the time was up, whoever looked."""
    by_clock = attempt.closed_by == ClosedBy.SWEEP and attempt.ends_at
    at: datetime | None = attempt.ends_at if by_clock else attempt.submitted_at
    return at


def when_handed_in(attempt: type[Attempt]) -> ColumnElement[datetime | None]:
    """The same in SQL."""
    by_clock = and_(attempt.closed_by == ClosedBy.SWEEP, attempt.ends_at.is_not(None))
    return case((by_clock, attempt.ends_at), else_=attempt.submitted_at)


def submit(session: Session, attempt: Attempt, now: datetime, closed_by: ClosedBy = ClosedBy.LEARNER) -> None:
    """Mark the saved answers and close the attempt; an unanswered item earns nothing."""
    if attempt.submitted_at is not None:
        raise AttemptClosed
    regrades = standing_regrades(session, attempt)
    settle_points(session, attempt, regrades)
    attempt.submitted_at, attempt.closed_by = now, closed_by


def settle_points(session: Session, attempt: Attempt, regrades: Sequence[Regrade]) -> None:
    """Write down what the saved answers earn under these regrades; a pass needs the same share of what is left."""
    write_outcome(attempt, outcome(session, attempt, combine(regrades)), regrades)


def write_outcome(attempt: Attempt, found: Outcome, regrades: Sequence[Regrade]) -> None:
    """Keep what an attempt comes to under these regrades."""
    attempt.points, attempt.points_possible = float(found.points), int(found.points_possible)
    attempt.passed, attempt.regrades = found.passed, [each.id for each in regrades]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attempt's points and whether it passed."""

    points: Fraction
    points_possible: Fraction
    passed: bool

    @property
    def share(self) -> Fraction:
        """The points as a share of the possible ones."""
        return self.points / self.points_possible if self.points_possible else Fraction(0)


def outcome(session: Session, attempt: Attempt, rulings: Rulings) -> Outcome:
    """What the saved answers of an attempt come to under these rulings; nothing is written."""
    drawn = drawn_items(session, attempt)
    marks = marks_of(drawn, saved_answers(attempt), rulings)
    total = score(marks)
    return Outcome(total.points, total.points_possible, _is_passed(attempt, drawn, marks))


@dataclass(frozen=True, slots=True)
class Marked:
    """One item of an attempt with its answer and what that earned, as it was ruled."""

    drawn: DrawnItem
    answer: Answer
    mark: Mark
    ruling: Ruling = NO_RULING


def marked_items(session: Session, attempt: Attempt) -> list[Marked]:
    """Every item of an attempt, in the order shown, marked as its points were."""
    drawn, answers = drawn_items(session, attempt), saved_answers(attempt)
    rulings = rulings_of(session, attempt)
    marks = marks_of(drawn, answers, rulings)
    return [
        Marked(each, answers.get(each.item.id, NO_ANSWER), earned, rulings.get(each.item.id, NO_RULING))
        for each, earned in zip(drawn, marks, strict=True)
    ]


def marks_of(drawn: Sequence[DrawnItem], answers: dict[str, Answer], rulings: Rulings = NO_RULINGS) -> list[Mark]:
    """The mark of each drawn item, as it was ruled."""
    return [
        rulings.get(each.item.id, NO_RULING).mark(each.item, answers.get(each.item.id, NO_ANSWER).tokens)
        for each in drawn
    ]


def find_run_out(session: Session, now: datetime) -> list[int]:
    """The ids of open attempts whose time and grace are over, oldest first, at most a hundred."""
    return list(session.scalars(_RUN_OUT, {"now": now}))


def lock_run_out(session: Session, attempt_id: int, now: datetime) -> Attempt | None:
    """Hold one of them until the commit; None where somebody else just submitted it."""
    query = select(Attempt).where(Attempt.id == attempt_id).options(selectinload(Attempt.responses))
    attempt = session.scalars(query.with_for_update()).one_or_none()
    return attempt if attempt is not None and attempt.is_late(now) else None


def _is_passed(attempt: Attempt, drawn: Sequence[DrawnItem], marks: Sequence[Mark]) -> bool:
    """Whether the points reached the marks in force when the attempt began: over all, and in each section.

    Where items were dropped, the same share of the others is enough.
    """
    by_section: dict[str, list[Mark]] = defaultdict(list)
    for each, earned in zip(drawn, marks, strict=True):
        by_section[each.section].append(earned)
    shares = {name: Fraction(least, len(by_section[name]) or 1) for name, least in attempt.section_minimums.items()}
    return reaches(score(marks), attempt.least_share) and all(
        reaches(score(by_section[name]), least) for name, least in shares.items()
    )
