"""A quiz with another number of items: shares are kept, banks are never overdrawn, sums are exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model import Quiz
from lti_tool.content.source.loader import load_catalogue
from lti_tool.quizzes.resizing import apportion, largest, resize
from lti_tool.quizzes.selection import draw_items
from lti_tool.settings import shipped_dir

PARTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), min_size=1, max_size=6)


def shipped() -> list[Quiz]:
    return [module.quiz for module in load_catalogue(shipped_dir("content")).modules if module.quiz]


@given(PARTS, st.integers(0, 80))
def test_what_is_shared_out_adds_up_and_fits(parts: list[tuple[int, int]], total: int) -> None:
    weights, most = [weight for weight, _ in parts], [weight + more for weight, more in parts]

    given_ = apportion(weights, most, total)

    assert sum(given_) == min(total, sum(most))
    assert all(0 <= each <= limit for each, limit in zip(given_, most, strict=True))


@given(PARTS, st.integers(0, 80))
def test_without_limits_nobody_is_a_whole_item_from_their_share(parts: list[tuple[int, int]], total: int) -> None:
    weights = [weight for weight, _ in parts]

    given_ = apportion(weights, [total] * len(weights), total)

    shares = [Fraction(weight * total, sum(weights)) for weight in weights]
    assert all(abs(each - share) < 1 for each, share in zip(given_, shares, strict=True))


@pytest.mark.parametrize("quiz", shipped(), ids=lambda quiz: quiz.title)
def test_every_shipped_quiz_can_be_drawn_at_every_size_up_to_its_largest(quiz: Quiz) -> None:
    most = largest(quiz)
    for items in range(1, most + 1):
        resized = resize(quiz, items)

        assert len(draw_items(resized, seed=items)) == resized.draw_count == items
        assert resized.pass_points <= items
        assert all((section.pass_points or 0) <= section.draw_count for section in resized.sections)
    assert resize(quiz, most + 7).draw_count == most
    assert resize(quiz, quiz.draw_count).pass_points == quiz.pass_points
