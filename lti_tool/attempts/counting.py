"""From several attempts to the one score that counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol, TypeVar

from lti_tool.placements.settings import Counting


class Scored(Protocol):
    """What counting asks of an attempt."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    points: float | None
    points_possible: int


S = TypeVar("S", bound=Scored)
# The column keeps four decimals; marks are halves, thirds, quarters, fifths, tenths and fifteenths, so sixtieths tell
# them all apart, and a score read back is the one that was sent.
FINEST_MARK = 60


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
    submitted = [attempt for attempt in attempts if attempt.submitted_at is not None]
    if counting == Counting.HIGHEST:
        return max(submitted, key=lambda attempt: (fraction_of(attempt), -attempt.number), default=None)
    first_or_last = min if counting == Counting.FIRST else max
    return first_or_last(submitted, key=lambda attempt: attempt.number, default=None)


def fraction_of(attempt: Scored) -> Fraction:
    """How much of the points a submitted attempt earned, 0 to 1."""
    points = Fraction(attempt.points or 0).limit_denominator(FINEST_MARK)
    return points / attempt.points_possible if attempt.points_possible else Fraction(0)


def _average(attempts: Collection[Scored]) -> Fraction:
    fractions = [fraction_of(attempt) for attempt in attempts if attempt.submitted_at is not None]
    return sum(fractions, Fraction(0)) / len(fractions)
