"""From marks to a score."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, lcm
from operator import or_

from lti_tool.quizzes.marking import Mark

# Marks are halves, thirds, quarters, fifths, tenths and fifteenths, so sixtieths tell them all apart.
FINEST_MARK = 60


@dataclass(frozen=True)
class Score:
    """The points of a whole attempt, exactly."""

    points: Fraction
    points_possible: Fraction


def score(marks: Iterable[Mark]) -> Score:
    """Return the sum of the marks."""
    given = list(marks)
    return Score(
        sum((mark.points for mark in given), Fraction(0)),
        sum((mark.points_possible for mark in given), Fraction(0)),
    )


def reaches(total: Score, least: Fraction) -> bool:
    """Whether a score has `least`, a share from 0 to 1, of the points it could have: the one way to ask for a pass."""
    return total.points >= least * total.points_possible


def next_reachable(least: Fraction, possible: Sequence[Collection[Fraction]]) -> Fraction:
    """The smallest score, `least` or more, that items come to of which each can earn one of its possible points."""
    finest = lcm(*(points.denominator for each in possible for points in each))
    reachable = 1  # bit n is set where n of the finest steps can be earned together
    for each in possible:
        reachable = _union(reachable << int(points * finest) for points in each)
    start = ceil(least * finest)
    above = reachable >> start
    return Fraction(start + (above & -above).bit_length() - 1, finest) if above else least


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
