"""What an answer earns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.quizzes import ImpossibleAnswer, TooManyChosen, mark

LETTERS = "abcdef"
ANSWERS = st.lists(st.sampled_from(LETTERS), max_size=8)
KEYS = st.sets(st.sampled_from(LETTERS), min_size=1, max_size=5).map("".join)


def multi(make_item: Any, keys: str) -> Any:
    return make_item(options=LETTERS, keys=keys, type="multi")


def test_the_key_of_a_single_item_earns_its_point(make_item: Any):
    assert mark(make_item(keys="b"), ["b"]).points == 1
    assert mark(make_item(keys="b"), ["a"]).points == 0


def test_no_answer_earns_nothing(make_item: Any):
    assert mark(make_item(), []).points == 0
    assert mark(make_item(keys="ab"), []).points == 0


@pytest.mark.parametrize(
    ("chosen", "points"),
    [("ab", "1"), ("a", "1/2"), ("abc", "1/2"), ("ac", "0"), ("cd", "0"), ("abcd", "0"), ("b", "1/2")],
)
def test_wrong_choices_take_back_right_ones(make_item: Any, chosen: str, points: str):
    assert mark(make_item(options="abcd", keys="ab"), chosen).points == Fraction(points)


def test_thirds_stay_exact(make_item: Any):
    assert mark(make_item(options="abcd", keys="abc"), ["a"]).points == Fraction(1, 3)


@pytest.mark.parametrize(("chosen", "verdict"), [("ab", "right"), ("a", "partly"), ("c", "wrong"), ("", "wrong")])
def test_a_mark_has_a_word(make_item: Any, chosen: str, verdict: str):
    assert mark(make_item(keys="ab"), chosen).verdict == verdict


@given(keys=KEYS, chosen=ANSWERS)
def test_a_mark_is_between_nothing_and_what_is_possible(make_item: Any, keys: str, chosen: list[str]):
    given_mark = mark(multi(make_item, keys), chosen)

    assert 0 <= given_mark.points <= given_mark.points_possible == 1


@given(keys=KEYS, chosen=ANSWERS)
def test_full_marks_are_for_exactly_the_keys(make_item: Any, keys: str, chosen: list[str]):
    assert (mark(multi(make_item, keys), chosen).points == 1) == (set(chosen) == set(keys))


@given(keys=KEYS, chosen=ANSWERS, data=st.data())
def test_neither_the_order_nor_repetition_of_choices_matters(
    make_item: Any, keys: str, chosen: list[str], data: st.DataObject
):
    item = multi(make_item, keys)
    again = data.draw(st.permutations(chosen + chosen))

    assert mark(item, again) == mark(item, chosen)


@given(keys=KEYS, order=st.permutations(LETTERS), chosen=ANSWERS)
def test_the_order_of_the_options_does_not_matter(make_item: Any, keys: str, order: list[str], chosen: list[str]):
    shuffled = make_item(options="".join(order), keys=keys, type="multi")

    assert mark(shuffled, chosen) == mark(multi(make_item, keys), chosen)


@given(keys=KEYS, chosen=st.sets(st.sampled_from(LETTERS)), more=st.sampled_from(LETTERS))
def test_one_more_choice_never_hurts_if_right_and_never_helps_if_wrong(
    make_item: Any, keys: str, chosen: set[str], more: str
):
    item = multi(make_item, keys)
    before, after = mark(item, chosen).points, mark(item, chosen | {more}).points

    assert after >= before if more in keys else after <= before


def test_choosing_everything_never_earns_full_marks(make_item: Any):
    assert mark(make_item(options="abcd", keys="abc"), "abcd").points == Fraction(2, 3)


def test_an_option_that_does_not_exist_is_refused(make_item: Any):
    with pytest.raises(ImpossibleAnswer, match="not one of this question's answers") as refusal:
        mark(make_item(), ["a", "z"])

    assert refusal.value.status == 400


def test_two_answers_to_a_single_item_are_refused(make_item: Any):
    with pytest.raises(TooManyChosen, match="takes one answer"):
        mark(make_item(), ["a", "b"])


def test_the_same_answer_sent_twice_is_one_answer(make_item: Any):
    assert mark(make_item(), ["a", "a"]).points == 1
