"""What holds for every type of item: points within bounds, one full answer, gaps allowed, nonsense refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model import Item
from lti_tool.quizzes import (
    BestIsWorst,
    ImpossibleAnswer,
    PlaceTakenTwice,
    TooManyChosen,
    check_possible,
    full_answer,
    is_complete,
    mark,
)
from lti_tool.quizzes.marking import possible_points
from tests.support.items import (
    ITEMS,
    ORDER_ITEMS,
    answers_to,
    best_worst_items,
    build_best_worst,
    build_choice,
    build_match,
    build_order,
    match_items,
    strange_tokens,
    tokens_of,
)

ANSWERED = ITEMS.flatmap(lambda item: st.tuples(st.just(item), answers_to(item)))
SLOTTED = st.one_of(best_worst_items(), ORDER_ITEMS, match_items())


def order_of(texts: str, item: Item) -> list[str]:
    """The answer that puts the steps in this order."""
    ids = {step.text: step.id for step in item.steps}
    return [f"{ids[text]}={place}" for place, text in enumerate(texts, start=1)]


@given(ANSWERED)
def test_points_are_between_nothing_and_one(answered: tuple[Item, frozenset[str]]) -> None:
    item, answer = answered

    assert 0 <= mark(item, answer).points <= mark(item, answer).points_possible == 1


@given(ANSWERED)
def test_what_an_answer_earns_is_among_what_it_can(answered: tuple[Item, frozenset[str]]) -> None:
    item, answer = answered

    assert mark(item, answer).points in possible_points(item)
    assert {0, 1} <= possible_points(item)


def test_five_of_six_pairs_of_an_order_are_never_right() -> None:
    assert max(possible_points(build_order("abcd")) - {1}) == Fraction(4, 6)


@given(ANSWERED)
def test_the_full_answer_earns_the_point_and_no_other_answer_does(answered: tuple[Item, frozenset[str]]) -> None:
    item, answer = answered

    assert mark(item, full_answer(item)).points == 1
    assert (mark(item, answer).points == 1) == (answer == full_answer(item))


@given(ITEMS)
def test_the_full_answer_is_complete_and_no_answer_is_neither_complete_nor_worth_anything(item: Item) -> None:
    assert is_complete(item, full_answer(item))
    assert not is_complete(item, frozenset())
    assert mark(item, frozenset()).verdict == "wrong"


@given(ANSWERED, st.data())
def test_a_part_of_a_possible_answer_is_possible_too(
    answered: tuple[Item, frozenset[str]], data: st.DataObject
) -> None:
    item, answer = answered
    part = data.draw(st.frozensets(st.sampled_from(sorted(answer)))) if answer else answer

    check_possible(item, part)
    assert 0 <= mark(item, part).points <= 1


@given(ANSWERED, st.data())
def test_neither_the_order_nor_the_repetition_of_tokens_matters(
    answered: tuple[Item, frozenset[str]], data: st.DataObject
) -> None:
    item, answer = answered
    told = data.draw(st.permutations(sorted(answer) * 2))

    assert mark(item, told) == mark(item, answer)
    assert is_complete(item, told) == is_complete(item, answer)


@given(ANSWERED, st.data())
def test_a_token_that_the_item_does_not_offer_is_always_refused(
    answered: tuple[Item, frozenset[str]], data: st.DataObject
) -> None:
    item, answer = answered
    strange = data.draw(strange_tokens(item))

    with pytest.raises(ImpossibleAnswer):
        mark(item, answer | {strange})


@given(SLOTTED, st.data())
def test_two_values_in_one_slot_are_always_refused(item: Item, data: st.DataObject) -> None:
    first, second = data.draw(
        st.tuples(st.sampled_from(tokens_of(item)), st.sampled_from(tokens_of(item))).filter(
            lambda pair: pair[0] != pair[1] and pair[0].partition("=")[0] == pair[1].partition("=")[0]
        )
    )

    with pytest.raises(TooManyChosen):
        mark(item, {first, second})


@given(st.one_of(best_worst_items(), ORDER_ITEMS), st.data())
def test_two_parts_in_one_place_are_always_refused(item: Item, data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(tokens_of(item)))
    slot, _, value = first.partition("=")
    others = [token for token in tokens_of(item) if token.endswith(f"={value}") and not token.startswith(f"{slot}=")]

    with pytest.raises((PlaceTakenTwice, BestIsWorst)):
        mark(item, {first, data.draw(st.sampled_from(others))})


@given(match_items(), st.data())
def test_pairs_may_share_an_answer(item: Item, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(item.target_ids))

    assert is_complete(item, {f"{pair}={target}" for pair in item.part_ids})
    mark(item, {f"{pair}={target}" for pair in item.part_ids})


@given(st.permutations(range(4)), st.data())
def test_the_order_in_which_pairs_and_their_answers_are_written_does_not_matter(
    order: list[int], data: st.DataObject
) -> None:
    written, shuffled = build_match("uvwu", "z"), build_match("uvwu", "z", order=order)
    answer = data.draw(answers_to(written))

    assert mark(shuffled, answer) == mark(written, answer)
    assert is_complete(shuffled, answer) == is_complete(written, answer)


@given(st.permutations("abcd"), st.data())
def test_the_order_in_which_judged_options_are_written_does_not_matter(order: list[str], data: st.DataObject) -> None:
    written = build_best_worst("abcd", "a", "b")
    answer = data.draw(answers_to(written))

    assert mark(build_best_worst("".join(order), "a", "b"), answer) == mark(written, answer)


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (("best=a", "worst=b"), "1"),
        (("best=a",), "1/2"),
        (("worst=b", "best=c"), "1/2"),
        (("best=b", "worst=a"), "0"),
    ],
)
def test_best_and_worst_are_worth_half_each(answer: tuple[str, ...], points: str) -> None:
    assert mark(build_best_worst(), answer).points == Fraction(points)


@pytest.mark.parametrize(
    ("order", "points"),
    [("abcd", "1"), ("bacd", "2/3"), ("abdc", "2/3"), ("dabc", "0"), ("bdac", "0"), ("dcba", "0"), ("badc", "1/3")],
)
def test_an_order_is_worth_its_pairs_in_the_right_order_less_those_in_the_wrong_one(order: str, points: str) -> None:
    item = build_order("abcd")

    assert mark(item, order_of(order, item)).points == Fraction(points)


def test_an_order_given_by_chance_earns_little() -> None:
    item = build_order("abcde")
    earned = [mark(item, order_of("".join(each), item)).points for each in permutations("abcde")]

    assert sum(earned, Fraction(0)) / len(earned) < Fraction(1, 4)


def test_steps_that_were_not_placed_earn_nothing() -> None:
    item = build_order("abcd")
    first, second, *_rest = order_of("abcd", item)

    assert mark(item, [first]).points == 0
    assert mark(item, [first, second]).points == Fraction(1, 6)
    assert not is_complete(item, [first, second])


def test_each_pair_of_a_match_is_worth_its_share() -> None:
    item = build_match("xyx", "z")
    right = sorted(full_answer(item))

    assert mark(item, right[:2]).points == Fraction(2, 3)
    assert mark(item, right[:1]).verdict == "partly"


def test_a_multi_item_is_complete_with_one_choice_because_how_many_are_right_is_the_question() -> None:
    assert is_complete(build_choice(options="abcd", keys="ab"), ["c"])


def test_a_steps_id_tells_nothing_of_its_place() -> None:
    """Were ids in the order of the steps, the page's source would give the answer away."""
    sorted_ones = sum(
        sorted(item.part_ids) == list(item.part_ids)
        for number in range(200)
        for item in [build_order([f"step {number} {letter}" for letter in "abcd"])]
    )

    assert sorted_ones < 30
