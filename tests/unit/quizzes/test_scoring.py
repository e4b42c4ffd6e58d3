"""How marks add up."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.quizzes import Mark, Score, score
from lti_tool.quizzes.scoring import next_reachable

MARKS = st.lists(st.fractions(0, 1, max_denominator=6).map(lambda points: Mark(points, Fraction(1))), max_size=20)


@given(MARKS)
def test_a_score_is_the_exact_sum_of_its_marks(marks: list[Mark]):
    total = score(marks)

    assert total.points == sum(mark.points for mark in marks)
    assert total.points_possible == len(marks)


def test_three_thirds_make_one():
    assert score([Mark(Fraction(1, 3), Fraction(1))] * 3).points == 1


def test_nothing_asked_is_nothing_earned():
    assert score([]) == Score(Fraction(0), Fraction(0))


POSSIBLE = st.lists(st.integers(1, 6).map(lambda parts: {Fraction(n, parts) for n in range(parts + 1)}), max_size=4)


@given(st.fractions(0, 4, max_denominator=10), POSSIBLE)
def test_the_next_score_that_can_be_earned_is_the_smallest_of_all_sums(
    least: Fraction, possible: list[set[Fraction]]
) -> None:
    sums = [sum(points, Fraction(0)) for points in product(*possible)]

    assert next_reachable(least, possible) == min((each for each in sums if each >= least), default=least)


@pytest.mark.parametrize(("parts", "goal"), [(1, "7"), (2, "13/2"), (3, "20/3"), (5, "32/5")])
def test_a_goal_is_one_that_the_marks_allow(parts: int, goal: str) -> None:
    possible = [{Fraction(n, parts) for n in range(parts + 1)}] * 8

    assert next_reachable(Fraction("6.4"), possible) == Fraction(goal)
