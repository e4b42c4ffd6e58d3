"""What options tell, counted: never more than chance for a family that is keyed alike, and exactly that."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model import ChoiceItem
from lti_tool.content.source.bank.family import parse_families
from lti_tool.quizzes.ceiling import allowed, best_guess, ceiling, ceiling_of_bank, ceiling_of_draw, families_of
from lti_tool.quizzes.remembering import chances_of_passing
from tests.support.families import build_bank, build_family
from tests.support.items import build_best_worst, build_choice

SAMPLE = Path(__file__).parents[2] / "fixtures" / "families" / "families.yaml"
DRAW = {"understand": 2, "apply": 5, "analyse": 3}


def stems(*keys: str, options: str = "abc") -> list[ChoiceItem]:
    kind = "multi" if any(len(key) > 1 for key in keys) else "single"
    return [build_choice(f"f-{n}", options, key, type=kind, family="f") for n, key in enumerate(keys)]  # type: ignore[misc]


@given(st.permutations("abc"))
def test_a_family_whose_options_are_each_right_once_gives_chance_whatever_is_answered(keys: list[str]) -> None:
    assert ceiling(stems(*keys)) == allowed(stems(*keys)[0]) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("keys", "best", "answer"),
    [(("a", "a", "b"), Fraction(2, 3), {"a"}), (("a", "b", "b"), Fraction(2, 3), {"b"}), (("a",), Fraction(1), {"a"})],
)
def test_an_option_that_is_right_too_often_is_what_the_guesser_takes(
    keys: tuple[str, ...], best: Fraction, answer: set[str]
) -> None:
    assert ceiling(stems(*keys)) == best
    assert best_guess(stems(*keys)) == answer


def test_the_multi_of_the_rules_earns_a_third_and_one_of_even_sizes_more() -> None:
    assert ceiling(stems("a", "b", "acd", "bcd", options="abcd")) <= Fraction(34, 100)
    assert ceiling(stems("ab", "ab", "cd", "cd", options="abcd")) > Fraction(34, 100)


def test_a_best_and_a_worst_that_go_round_earn_a_third() -> None:
    round_about = [build_best_worst("abc", best, worst, family="f") for best, worst in ("ab", "bc", "ca")]
    always = [build_best_worst("abc", best, "c", family="f") for best in "aba"]

    assert ceiling(round_about) == Fraction(1, 3)  # type: ignore[arg-type]
    assert ceiling(always) > Fraction(1, 2)  # type: ignore[arg-type]


def test_the_sample_gives_nothing_away() -> None:
    families = parse_families(SAMPLE.read_text(encoding="utf-8"), "families.yaml", []) or ()

    for found in families:
        (items,) = families_of(entry.item for entry in found.entries).values()
        assert ceiling(items) <= allowed(items[0]), found.family.family


def test_a_whole_quiz_counts_what_is_known_and_a_third_of_the_rest() -> None:
    quiz = build_bank(12, 6, DRAW)

    assert ceiling_of_draw(quiz) == 2 + 8 * Fraction(1, 3)
    assert ceiling_of_bank(quiz.items) == (Fraction(1, 3), Fraction(1, 3))
    assert ceiling_of_bank([]) == (0, 0)


def test_whoever_remembers_keys_passes_in_two_five_and_fifteen_percent() -> None:
    quiz = build_bank(13, 6, DRAW).model_copy(update={"pass_points": 8})

    first, second, third = chances_of_passing(quiz)

    assert first == pytest.approx(0.0197, abs=0.0001)  # six of eight at a third
    assert second < 0.07
    assert third <= 0.15


def test_whoever_meets_few_families_again_and_again_passes_at_last() -> None:
    quiz = build_bank(8, 6, DRAW).model_copy(update={"pass_points": 8})

    assert chances_of_passing(quiz)[-1] > 0.5


def test_a_part_that_needs_points_of_its_own_lowers_the_chance() -> None:
    quiz = build_bank(13, 6, DRAW).model_copy(update={"pass_points": 2})
    section = quiz.sections[0].model_copy(update={"pass_points": 8})

    assert chances_of_passing(quiz)[0] == pytest.approx(1)
    assert chances_of_passing(quiz.model_copy(update={"sections": (section,)}))[0] == pytest.approx(0.0197, abs=0.0001)


def test_a_question_of_one_family_alone_is_a_family_of_one() -> None:
    assert set(families_of([*build_family("f"), build_choice("alone")])) == {"f"}
