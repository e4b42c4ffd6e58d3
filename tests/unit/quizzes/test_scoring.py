"""How marks add up."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.progress.models import LearnerProgress
from lti_tool.quizzes import Mark, Score, score
from lti_tool.quizzes.scoring import next_reachable, reaches

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


@given(
    st.lists(
        st.sampled_from([1, 2, 3, 4, 5, 6, 10, 15]).flatmap(
            lambda parts: st.integers(0, parts).map(lambda right: Fraction(right, parts))
        ),
        min_size=1,
        max_size=100,
    ),
    st.integers(1, 100),
)
def test_what_is_shown_of_a_score_never_contradicts_its_pass(points: list[Fraction], percent: int) -> None:
    total = score([Mark(each, Fraction(1)) for each in points])
    summary = LearnerProgress(
        score_numerator=(total.points / total.points_possible).numerator,
        score_denominator=(total.points / total.points_possible).denominator,
    )

    assert reaches(total, Fraction(percent, 100)) == (summary.percent is not None and summary.percent >= percent)


def test_three_and_a_half_of_five_pass_at_seventy_percent() -> None:
    half = [Mark(Fraction(1), Fraction(1))] * 3 + [Mark(Fraction(1, 2), Fraction(1)), Mark(Fraction(0), Fraction(1))]

    assert reaches(score(half), Fraction(70, 100))
    assert not reaches(score(half), Fraction(71, 100))
