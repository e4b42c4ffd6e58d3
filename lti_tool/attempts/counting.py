"""From several attempts to the one score that counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol, TypeVar

from lti_tool.placements.settings import Counting
from lti_tool.quizzes.scoring import FINEST_MARK


class Scored(Protocol):
    """What counting asks of an attempt."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    points: float | None
    points_possible: int
    passed: bool | None

    @property
    def least_share(self) -> Fraction:
        """The share of the points that a pass takes, 0 to 1."""


S = TypeVar("S", bound=Scored)


@dataclass(frozen=True, slots=True)
class CountingScore:
    """The share of the points (0..1) that counts, and the moments the gradebook is told."""

    fraction: Fraction
    started_at: datetime
    submitted_at: datetime


def counting_score(attempts: Collection[Scored], counting: Counting) -> CountingScore | None:
    """The score that counts among the submitted attempts, or None where there is none yet."""
    attempt = find_counting(attempts, counting)
    if attempt is None or attempt.submitted_at is None:
        return None
    fraction = _average(attempts) if counting == Counting.AVERAGE else fraction_of(attempt)
    return CountingScore(fraction, attempt.started_at, attempt.submitted_at)


def find_counting(attempts: Collection[S], counting: Counting = Counting.HIGHEST) -> S | None:
    """The attempt that counts: of equal highest ones the earliest; an average stands at the latest."""
    submitted = _submitted(attempts)
    if counting == Counting.HIGHEST:
        return max(submitted, key=lambda attempt: (fraction_of(attempt), -attempt.number), default=None)
    first_or_last = min if counting == Counting.FIRST else max
    return first_or_last(submitted, key=lambda attempt: attempt.number, default=None)


def find_passing(attempts: Collection[S], counting: Counting = Counting.HIGHEST) -> S | None:
    """The attempt by which what counts is a pass, or None: what is shown as the score and as passed is one thing.

    Where the highest counts, a pass stays one, though another attempt has more points and fails a section's minimum.
    An average passes where it reaches the mark of the latest attempt, and one attempt passed.
    """
    passed = [attempt for attempt in _submitted(attempts) if attempt.passed]
    if not passed or counting == Counting.HIGHEST:
        return find_counting(passed)
    attempt = find_counting(attempts, counting)
    if attempt is None:
        return None
    is_pass = _average(attempts) >= attempt.least_share if counting == Counting.AVERAGE else attempt.passed
    return attempt if is_pass else None


def _submitted(attempts: Iterable[S]) -> list[S]:
    return [attempt for attempt in attempts if attempt.submitted_at is not None]


def fraction_of(attempt: Scored) -> Fraction:
    """How much of the points a submitted attempt earned, 0 to 1."""
    points = Fraction(attempt.points or 0).limit_denominator(FINEST_MARK)  # the column keeps four decimals
    return points / attempt.points_possible if attempt.points_possible else Fraction(0)


def _average(attempts: Collection[Scored]) -> Fraction:
    fractions = [fraction_of(attempt) for attempt in _submitted(attempts)]
    return sum(fractions, Fraction(0)) / len(fractions)
