"""How marks add up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.quizzes import Mark, Score, passed, score

MARKS = st.lists(st.fractions(0, 1, max_denominator=6).map(lambda points: Mark(points, Fraction(1))), max_size=20)


@given(MARKS)
def test_a_score_is_the_exact_sum_of_its_marks(marks: list[Mark]):
    total = score(marks)

    assert total.points == sum(mark.points for mark in marks)
    assert total.points_possible == len(marks)
    assert 0 <= total.fraction <= 1


def test_three_thirds_make_one():
    assert score([Mark(Fraction(1, 3), Fraction(1))] * 3).points == 1


def test_nothing_asked_is_nothing_earned():
    assert score([]) == Score(Fraction(0), Fraction(0))
    assert score([]).fraction == 0


@pytest.mark.parametrize(("points", "expected"), [("8", True), ("15/2", False), ("47/6", False), ("10", True)])
def test_passing_takes_all_the_points_asked_for(points: str, expected: bool):
    assert passed(Score(Fraction(points), Fraction(10)), pass_points=8) is expected
