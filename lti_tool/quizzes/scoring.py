"""From marks to a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lti_tool.quizzes.marking import Mark


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
