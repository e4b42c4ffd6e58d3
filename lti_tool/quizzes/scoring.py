"""From marks to a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lti_tool.quizzes.marking import Mark


@dataclass(frozen=True)
class Score:
    """The points of a whole attempt, exactly; `fraction` is their share of what was possible, from 0 to 1."""

    points: Fraction
    points_possible: Fraction

    @property
    def fraction(self) -> Fraction:
        """Points over points possible; zero when nothing was asked."""
        return self.points / self.points_possible if self.points_possible else Fraction(0)


def score(marks: Iterable[Mark]) -> Score:
    """Return the sum of the marks."""
    given = list(marks)
    return Score(
        sum((mark.points for mark in given), Fraction(0)),
        sum((mark.points_possible for mark in given), Fraction(0)),
    )


def passed(score: Score, pass_points: int | Fraction) -> bool:
    """Say whether the score reaches the points needed to pass."""
    return score.points >= pass_points
