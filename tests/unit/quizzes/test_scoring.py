"""How marks add up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.quizzes import Mark, Score, score

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
