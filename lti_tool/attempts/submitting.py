"""Handing in: by the learner, late, or by the sweep when the time ran out and nobody was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.answering import Answer, drawn_items, saved_answers
from lti_tool.attempts.errors import AttemptClosed
from lti_tool.attempts.models import Attempt
from lti_tool.quizzes.marking import Mark, mark
from lti_tool.quizzes.scoring import score
from lti_tool.quizzes.selection import DrawnItem

_RUN_OUT = (
    select(Attempt.id)
    .where(Attempt.submitted_at.is_(None), Attempt.late_at < bindparam("now"))
    .order_by(Attempt.late_at)
    .limit(100)
)
NO_ANSWER = Answer(frozenset())


class ClosedBy(StrEnum):
    """How an attempt came to be submitted; after `LATE` and `SWEEP` only what was saved in time counts."""

    LEARNER = "learner"
    LATE = "late"
    SWEEP = "sweep"


def submit(session: Session, attempt: Attempt, now: datetime, closed_by: ClosedBy = ClosedBy.LEARNER) -> None:
    """Mark the saved answers and close the attempt; an unanswered item earns nothing."""
    if attempt.submitted_at is not None:
        raise AttemptClosed
    drawn = drawn_items(session, attempt)
    marks = marks_of(drawn, saved_answers(attempt))
    attempt.points = float(score(marks).points)
    attempt.passed = _is_passed(attempt, drawn, marks)
    attempt.submitted_at, attempt.closed_by = now, closed_by


@dataclass(frozen=True, slots=True)
class Marked:
    """One item of an attempt with its answer and what that earned."""

    drawn: DrawnItem
    answer: Answer
    mark: Mark


def marked_items(session: Session, attempt: Attempt) -> list[Marked]:
    """Every item of an attempt, in the order shown, marked as its points were."""
    drawn, answers = drawn_items(session, attempt), saved_answers(attempt)
    marks = marks_of(drawn, answers)
    return [
        Marked(each, answers.get(each.item.id, NO_ANSWER), earned) for each, earned in zip(drawn, marks, strict=True)
    ]


def marks_of(drawn: Sequence[DrawnItem], answers: dict[str, Answer]) -> list[Mark]:
    """The mark of each drawn item."""
    return [mark(each.item, answers.get(each.item.id, NO_ANSWER).tokens) for each in drawn]


def find_run_out(session: Session, now: datetime) -> list[int]:
    """The ids of open attempts whose time and grace are over, oldest first, at most a hundred."""
    return list(session.scalars(_RUN_OUT, {"now": now}))


def lock_run_out(session: Session, attempt_id: int, now: datetime) -> Attempt | None:
    """Hold one of them until the commit; None where somebody else just submitted it."""
    query = select(Attempt).where(Attempt.id == attempt_id).options(selectinload(Attempt.responses))
    attempt = session.scalars(query.with_for_update()).one_or_none()
    return attempt if attempt is not None and attempt.is_late(now) else None


def _is_passed(attempt: Attempt, drawn: Sequence[DrawnItem], marks: Sequence[Mark]) -> bool:
    """Whether the points reached the marks in force when the attempt began: over all, and in each section."""
    by_section: dict[str, Fraction] = defaultdict(Fraction)
    for each, earned in zip(drawn, marks, strict=True):
        by_section[each.section] += earned.points
    reached = all(by_section[section] >= least for section, least in attempt.section_minimums.items())
    return reached and score(marks).points >= attempt.pass_points
