"""Drawing from families: one stem at a time, two over a person's attempts, and later attempts still find some."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model import Quiz, QuizSection
from lti_tool.quizzes import BankTooSmall, draw_items
from lti_tool.quizzes.resizing import largest, resize
from lti_tool.quizzes.selection import MET_ELSEWHERE, can_be_drawn
from tests.support.families import build_bank, build_family
from tests.support.items import build_choice

SEEDS = st.integers(min_value=0, max_value=2**62)
DRAW = {"understand": 2, "apply": 5, "analyse": 3}


def attempts(quiz: Quiz, seed: int, count: int = 3) -> list[list[str]]:
    """The item ids of one person's attempts, one after the other."""
    seen: dict[str, int] = {}
    found = []
    for number in range(1, count + 1):
        drawn = [each.item.id for each in draw_items(quiz, seed + number, seen)]
        seen |= dict.fromkeys(drawn, number)
        found.append(drawn)
    return found


def family_of(item_id: str) -> str:
    return item_id.partition("-")[0]


@given(SEEDS)
def test_three_attempts_repeat_no_stem_and_use_no_family_more_than_twice(seed: int) -> None:
    tries = attempts(build_bank(12, 6, DRAW), seed)

    every = [item_id for drawn in tries for item_id in drawn]
    assert len(set(every)) == len(every) == 30
    assert max(Counter(map(family_of, every)).values()) <= 2
    assert all(len(set(map(family_of, drawn))) == len(drawn) for drawn in tries)


@given(SEEDS)
def test_a_bank_that_is_just_large_enough_is_still_drawn_three_times(seed: int) -> None:
    # Nine stems of the scarce level for nine that three attempts need, in twelve families of which all are needed.
    families = [build_family(f"f{n:02}", blooms=("apply", "apply", "analyse")) for n in range(9)]
    families += [build_family(f"g{n:02}", blooms=("apply", "apply", "apply")) for n in range(3)]
    items = tuple(item for family in families for item in family)
    section = QuizSection(competency="C1", draw={"apply": 5, "analyse": 3})
    quiz = Quiz(title="Quiz", sections=(section,), items=items)

    every = [item_id for drawn in attempts(quiz, seed) for item_id in drawn]

    assert len(set(every)) == 24
    assert set(Counter(map(family_of, every)).values()) == {2}


@given(SEEDS)
def test_a_second_attempt_asks_new_families_before_it_asks_a_family_again(seed: int) -> None:
    first, second = attempts(build_bank(16, 6, DRAW), seed, count=2)

    used = {family_of(item_id) for item_id in first}
    assert not used & {family_of(item_id) for item_id in second}


@given(SEEDS, st.integers(4, 6))
def test_a_bank_that_has_nothing_new_left_asks_what_is_least_known(seed: int, count: int) -> None:
    tries = attempts(build_bank(12, 6, DRAW), seed, count)

    assert all(len(set(map(family_of, drawn))) == len(drawn) == 10 for drawn in tries)
    # The fourth takes the families' last stems before it repeats one.
    before = {item_id for drawn in tries[:3] for item_id in drawn}
    assert sum(item_id in before for item_id in tries[3] if item_id.startswith("f")) == 0


@given(SEEDS)
def test_what_other_quizzes_asked_comes_after_what_none_asked(seed: int) -> None:
    quiz = build_bank(12, 6, {"apply": 4})
    met = {item.id: MET_ELSEWHERE for item in quiz.items if item.family in {f"f{n:02}" for n in range(6)}}

    drawn = {each.item.id for each in draw_items(quiz, seed, met)}

    assert not drawn & met.keys()


@given(SEEDS)
def test_what_other_quizzes_asked_is_asked_again_where_there_is_nothing_else(seed: int) -> None:
    quiz = build_bank(4, 0, {"apply": 4})

    assert len(draw_items(quiz, seed, {item.id: MET_ELSEWHERE for item in quiz.items})) == 4


def test_a_draw_that_exists_is_found_though_the_first_choice_would_block_it() -> None:
    # The only analyse stem stands in a family that an apply place could take first.
    items = [*build_family("f", blooms=("apply", "apply", "analyse")), build_choice("alone", competency="C1")]
    section = QuizSection(competency="C1", draw={"apply": 1, "analyse": 1})
    quiz = Quiz(title="Quiz", sections=(section,), items=tuple(items))

    for seed in range(50):
        assert {each.item.id for each in draw_items(quiz, seed)} == {"alone", "f-c"}


def test_two_stems_of_one_family_do_not_make_a_quiz_of_two() -> None:
    items = build_family("f")
    quiz = Quiz(title="Quiz", sections=(QuizSection(competency="C1", draw=2),), items=tuple(items))

    with pytest.raises(BankTooSmall, match="draws 2 items of C1, but its bank has 1"):
        draw_items(quiz, seed=1)


def test_a_bank_says_how_often_it_can_be_drawn() -> None:
    assert can_be_drawn(build_bank(12, 6, DRAW), 3)
    assert not can_be_drawn(build_bank(11, 6, DRAW), 3)
    assert can_be_drawn(build_bank(11, 6, DRAW), 2)
    assert not can_be_drawn(build_bank(12, 5, DRAW), 3)


@pytest.mark.parametrize("wanted", [3, 9, 14, 40])
def test_a_link_draws_no_more_questions_than_there_are_families_and_knowledge_items(wanted: int) -> None:
    quiz = resize(build_bank(5, 3, {"understand": 1, "apply": 3}), wanted)

    assert quiz.draw_count == min(wanted, quiz.draw_count)
    assert len(draw_items(quiz, seed=1)) == quiz.draw_count
    assert largest(quiz) == 8


@given(SEEDS)
def test_sections_with_a_bank_draw_from_that_bank_alone(seed: int) -> None:
    banks = {"one": build_family("f"), "two": build_family("g")}
    quiz = Quiz(
        title="Quiz",
        sections=tuple(QuizSection(competency="C1", bank=name, draw=1) for name in banks),
        items=tuple(item for items in banks.values() for item in items),
        homes={item.id: name for name, items in banks.items() for item in items},
    )

    drawn = {each.section: each.item.family for each in draw_items(quiz, seed)}

    assert drawn == {"one": "f", "two": "g"}
