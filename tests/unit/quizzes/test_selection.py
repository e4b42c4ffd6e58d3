"""What a seed draws from a quiz."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.quizzes import BankTooSmall, draw_items

SEEDS = st.integers(min_value=0, max_value=2**63 - 1)
SECTIONS = st.lists(
    st.integers(1, 5).flatmap(lambda draw: st.tuples(st.just(draw), st.integers(draw, draw + 6))),
    min_size=1,
    max_size=4,
)


@given(sections=SECTIONS, seed=SEEDS)
def test_each_section_gives_its_count_and_nothing_comes_twice(make_quiz: Any, sections: Any, seed: int):
    quiz = make_quiz(*sections)
    items = [drawn.item for drawn in draw_items(quiz, seed)]

    assert len(items) == quiz.draw_count
    assert len({item.id for item in items}) == len(items)
    drawn_of = Counter(item.competency for item in items)
    assert drawn_of == {section.competency: section.draw for section in quiz.sections}


@given(sections=SECTIONS, seed=SEEDS)
def test_a_draw_repeats_exactly_whatever_the_order_of_the_file(make_quiz: Any, sections: Any, seed: int):
    assert draw_items(make_quiz(*sections), seed) == draw_items(make_quiz(*sections, reverse=True), seed)


@given(options=st.integers(3, 8), seed=SEEDS)
def test_options_are_shown_in_some_order_each_once(make_quiz: Any, options: int, seed: int):
    letters = "abcdefgh"[:options]

    for drawn in draw_items(make_quiz((3, 5), options=letters), seed):
        assert sorted(drawn.option_order) == list(letters)


@given(seed=SEEDS)
def test_locked_items_keep_the_order_of_their_author(make_quiz: Any, seed: int):
    for drawn in draw_items(make_quiz((3, 5), options="cab", shuffle=False), seed):
        assert drawn.option_order == ("c", "a", "b")


def test_the_questions_of_two_sections_are_mixed(make_quiz: Any):
    draws = [draw_items(make_quiz((3, 3), (3, 3)), seed) for seed in range(40)]
    firsts = Counter(draw[0].item.competency for draw in draws)

    assert set(firsts) == {"C0", "C1"}


def test_over_many_seeds_every_item_and_every_place_of_the_key_is_drawn_alike(make_quiz: Any):
    drawn = [one for seed in range(3000) for one in draw_items(make_quiz((2, 6)), seed)]
    items = Counter(one.item.id for one in drawn)
    places = Counter(one.option_order.index("a") for one in drawn)

    assert all(850 < items[f"c0-{index}"] < 1150 for index in range(6))
    assert all(1850 < places[place] < 2150 for place in range(3))


def test_a_bank_smaller_than_its_draw_is_refused_in_words(make_quiz: Any):
    with pytest.raises(BankTooSmall, match="draws 3 items of C1, but its bank has 2") as refusal:
        draw_items(make_quiz((1, 1), (3, 2)), seed=1)

    assert refusal.value.status == 500
