"""What a seed draws from a quiz."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model import Item, Quiz, QuizSection
from lti_tool.quizzes import BankTooSmall, draw_items, filling
from tests.support.items import build_best_worst, build_choice, build_match, build_order

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
    assert drawn_of == {section.competency: section.draw_count for section in quiz.sections}


@given(sections=SECTIONS, seed=SEEDS)
def test_a_draw_repeats_exactly_whatever_the_order_of_the_file(make_quiz: Any, sections: Any, seed: int):
    assert draw_items(make_quiz(*sections), seed) == draw_items(make_quiz(*sections, reverse=True), seed)


@given(sections=SECTIONS, seed=SEEDS)
def test_the_short_way_to_a_place_draws_what_a_whole_search_draws(make_quiz: Any, sections: Any, seed: int):
    quiz = make_quiz(*sections)
    by_the_short_way = draw_items(quiz, seed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling._Network, "_straight", lambda _network: {})
        assert draw_items(quiz, seed) == by_the_short_way


@given(options=st.integers(3, 8), seed=SEEDS)
def test_options_are_shown_in_some_order_each_once(make_quiz: Any, options: int, seed: int):
    letters = "abcdefgh"[:options]

    for drawn in draw_items(make_quiz((3, 5), options=letters), seed):
        assert sorted(drawn.part_order) == list(letters)


@given(seed=SEEDS)
def test_locked_items_keep_the_order_of_their_author(make_quiz: Any, seed: int):
    for drawn in draw_items(make_quiz((3, 5), options="cab", shuffle=False), seed):
        assert drawn.part_order == ("c", "a", "b")


def test_the_questions_of_two_sections_are_mixed(make_quiz: Any):
    draws = [draw_items(make_quiz((3, 3), (3, 3)), seed) for seed in range(40)]
    firsts = Counter(draw[0].item.competency for draw in draws)

    assert set(firsts) == {"C0", "C1"}


def test_over_many_seeds_every_item_and_every_place_of_the_key_is_drawn_alike(make_quiz: Any):
    drawn = [one for seed in range(3000) for one in draw_items(make_quiz((2, 6)), seed)]
    items = Counter(one.item.id for one in drawn)
    places = Counter(one.part_order.index("a") for one in drawn)

    assert all(850 < items[f"c0-{index}"] < 1150 for index in range(6))
    assert all(1850 < places[place] < 2150 for place in range(3))


def test_a_bank_smaller_than_its_draw_is_refused_in_words(make_quiz: Any):
    with pytest.raises(BankTooSmall, match="draws 3 items of C1, but its bank has 2") as refusal:
        draw_items(make_quiz((1, 1), (3, 2)), seed=1)

    assert refusal.value.status == 500


LEVELS = ("understand", "apply", "analyse")
BLOOMS = {"understand": ("understand",), "apply": ("apply",), "analyse": ("analyse", "evaluate")}
COUNTS = st.tuples(st.integers(1, 3), st.integers(0, 3))  # how many are drawn, how many more the bank has
PLANS = st.lists(st.dictionaries(st.sampled_from(LEVELS), COUNTS, min_size=1), min_size=1, max_size=3)


def stratified(plans: list[dict[str, tuple[int, int]]], reverse: bool = False) -> Quiz:
    """A quiz that draws by level from banks just large enough, or a little larger."""
    items = [
        build_choice(f"c{number}-{level}-{index}", competency=f"C{number}", bloom=BLOOMS[level][index % 2 - 1])
        for number, plan in enumerate(plans)
        for level, (draw, more) in plan.items()
        for index in range(draw + more)
    ]
    sections = [
        QuizSection(competency=f"C{number}", draw={level: draw for level, (draw, _more) in plan.items()})
        for number, plan in enumerate(plans)
    ]
    return Quiz(title="Quiz", sections=tuple(sections), items=tuple(reversed(items) if reverse else items))


def level_of(item: Item) -> str:
    return next(level for level, blooms in BLOOMS.items() if item.bloom in blooms)


@given(PLANS, SEEDS)
def test_each_competency_and_level_gives_its_count(plans: list[dict[str, tuple[int, int]]], seed: int) -> None:
    drawn = draw_items(stratified(plans), seed)

    counted = Counter((each.section, level_of(each.item)) for each in drawn)
    wanted = {(f"C{n}", level): draw for n, plan in enumerate(plans) for level, (draw, _more) in plan.items()}
    assert counted == wanted
    assert all(each.item.competency == each.section for each in drawn)
    assert len({each.item.id for each in drawn}) == len(drawn)


@given(PLANS, SEEDS, st.data())
def test_a_retake_draws_no_seen_item_while_an_unseen_one_of_its_stratum_waits_and_then_the_oldest(
    plans: list[dict[str, tuple[int, int]]], seed: int, data: st.DataObject
) -> None:
    quiz = stratified(plans)
    seen = data.draw(st.dictionaries(st.sampled_from([item.id for item in quiz.items]), st.integers(1, 9)))

    drawn = {each.item.id for each in draw_items(quiz, seed, seen)}

    banks = [quiz.bank(section, stratum) for section in quiz.sections for stratum in section.strata]
    for bank in banks:
        ids = {item.id for item in bank}
        newest_drawn = max((seen.get(item, 0) for item in ids & drawn), default=0)
        oldest_waiting = min((seen.get(item, 0) for item in ids - drawn), default=10)
        assert newest_drawn <= oldest_waiting


@given(PLANS, SEEDS, st.data())
def test_a_retake_repeats_exactly_too(plans: list[dict[str, tuple[int, int]]], seed: int, data: st.DataObject) -> None:
    quiz = stratified(plans)
    seen = data.draw(st.dictionaries(st.sampled_from([item.id for item in quiz.items]), st.integers(1, 9)))
    told_otherwise = dict(reversed(seen.items())) | {"an item that left the bank": 3}

    assert draw_items(quiz, seed, seen) == draw_items(stratified(plans, reverse=True), seed, told_otherwise)


@given(SEEDS, st.integers(1, 4), st.integers(1, 4))
def test_sections_that_share_a_bank_never_draw_one_item_twice(seed: int, own: int, all_of_them: int) -> None:
    items = [build_choice(f"{code.lower()}-{n}", competency=code) for code in ("C1", "C2") for n in range(8)]
    quiz = Quiz(
        title="Quiz",
        sections=(
            QuizSection(competency="C1", draw=own),
            QuizSection(competency="C", covers=("C", "C1", "C2"), draw=all_of_them),
        ),
        items=tuple(items),
    )

    drawn = draw_items(quiz, seed)

    assert len({each.item.id for each in drawn}) == own + all_of_them
    assert Counter(each.section for each in drawn) == {"C1": own, "C": all_of_them}


@pytest.mark.parametrize("level", LEVELS)
def test_a_stratum_that_cannot_be_filled_is_refused(level: str) -> None:
    quiz = stratified([{level: (2, 0)}])
    short = quiz.model_copy(update={"items": quiz.items[:1]})

    with pytest.raises(BankTooSmall, match="draws 2 items of C0, but its bank has 1"):
        draw_items(short, seed=1)


def only(item: Item) -> Quiz:
    return Quiz(title="Quiz", sections=(QuizSection(competency="C1", draw=1),), items=(item,))


@given(SEEDS)
def test_every_type_shows_each_of_its_parts_once(seed: int) -> None:
    for item in (build_choice(options="abcd", keys="ab"), build_best_worst(), build_order("abcdef"), build_match()):
        (drawn,) = draw_items(only(item), seed)

        assert sorted(drawn.part_order) == sorted(item.part_ids)
        assert sorted(drawn.target_order) == sorted(getattr(item, "target_ids", ()))


@given(SEEDS)
def test_a_locked_item_of_any_type_keeps_the_order_of_its_author(seed: int) -> None:
    for item in (
        build_choice(options="cabd", keys="ab", shuffle=False),
        build_best_worst("cabd", shuffle=False),
        build_match("zyx", order=(2, 0, 1), shuffle=False),
    ):
        (drawn,) = draw_items(only(item), seed)

        assert drawn.part_order == item.part_ids


def test_the_answers_of_a_match_and_the_steps_of_an_order_come_in_every_order() -> None:
    matched = {draw_items(only(build_match("xyz")), seed)[0].target_order for seed in range(100)}
    ordered = {draw_items(only(build_order("abc")), seed)[0].part_order for seed in range(100)}

    assert len(matched) == len(ordered) == 6


def test_an_order_item_cannot_be_locked_for_that_would_show_its_answer() -> None:
    with pytest.raises(ValueError, match="would show the steps in the right order"):
        build_order("abc", shuffle=False)
