"""The guesser finds give-aways that were planted, and nothing in a bank that has none."""

from __future__ import annotations

import json
import random
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.cli.content import content
from lti_tool.content.checking.testwise import COMBINED, Bank, give_aways, guess_all
from lti_tool.content.checking.testwise.credit import chance_of, earned, expected, odds_by_chance
from lti_tool.content.checking.testwise.cues import CUES
from lti_tool.content.checking.testwise.guesser import Guesses
from lti_tool.content.checking.testwise.model import solve
from lti_tool.content.checking.testwise.questions import Question
from lti_tool.content.checking.testwise.verdict import unlikely

WORDS = ("the", "desk", "book", "shelf", "card", "lamp", "reader", "chair", "door", "brings", "takes", "near", "over")


def said(chance: random.Random, count: int = 9) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def plain_bank(name: str, count: int = 60, tell: str = "", longer: int = 0) -> Bank:
    """Three options at random, the key at a random place; `tell` and `longer` give it away."""
    chance = random.Random(name)
    questions = []
    for number in range(count):
        key = chance.randrange(3)
        options = [said(chance, 9 + longer * (place == key)) for place in range(3)]
        options[key] += tell
        questions.append(
            Question(f"{name}-{number}", said(chance), tuple(options), frozenset({key}), None, shuffled=True)
        )
    return Bank(name, tuple(questions))


def score(guesses: Guesses, strategy: str) -> Any:
    return next(score for score in guesses.pooled if score.strategy == strategy)


def test_a_bank_without_give_aways_passes_and_scores_like_chance():
    guesses = guess_all([plain_bank(f"fair-{n}") for n in range(5)])

    assert list(give_aways(guesses)) == []
    assert all(abs(found.excess) < 0.07 for found in guesses.pooled)


@pytest.mark.parametrize(
    ("strategy", "planted"),
    [
        ("longest", {"longer": 4}),
        ("most hedged", {"tell": " if it might"}),
        ("most polite", {"tell": " please"}),
        ("sounds like policy", {"tell": " policy"}),
        ("in most pieces", {"tell": ", the shelf, the lamp"}),
    ],
)
def test_a_planted_give_away_is_found_alone_and_combined(strategy: str, planted: dict[str, Any]):
    guesses = guess_all([plain_bank(f"told-{n}", **planted) for n in range(3)])

    assert score(guesses, strategy).share > 0.95
    assert score(guesses, COMBINED).share > 0.9
    failed = [found.message for found in give_aways(guesses) if found.severity == "error"]
    assert any(f'"{strategy}"' in message for message in failed)
    assert any(f'"{COMBINED}"' in message for message in failed)


def test_a_cue_that_points_away_from_the_key_is_found_by_the_model():
    shortest = guess_all([plain_bank(f"short-{n}", longer=-4) for n in range(3)])

    assert score(shortest, "longest").share == 0
    assert score(shortest, COMBINED).share > 0.9


def test_one_bank_that_gives_itself_away_is_a_warning_and_named():
    guesses = guess_all([*(plain_bank(f"fair-{n}") for n in range(8)), plain_bank("told", 30, longer=4)])
    found = [entry for entry in give_aways(guesses) if entry.severity == "warning"]

    assert {entry.bank for entry in found} == {"told"}


def test_a_handful_of_questions_proves_nothing():
    assert list(give_aways(guess_all([plain_bank("few", 3, longer=4)]))) == []


def test_no_questions_are_no_crash():
    assert list(give_aways(guess_all([]))) == []
    assert list(give_aways(guess_all([Bank("none", ())]))) == []


def test_the_order_of_options_is_seen_only_where_it_is_locked():
    shuffled = Question("q", "stem", ("a", "b", "c"), frozenset({1}), None, shuffled=True)
    locked = Question("q", "stem", ("a", "b", "c"), frozenset({1}), None, shuffled=False)

    assert set(CUES["stands late"](shuffled)) == {0.0}
    assert list(CUES["in the middle"](locked)) == [0.0, 1.0, 0.0]


questions = st.integers(3, 5).flatmap(
    lambda count: st.builds(
        Question,
        item_id=st.just("q"),
        stem=st.just(""),
        options=st.just(tuple("abcde"[:count])),
        keys=st.sets(st.integers(0, count - 2), min_size=1, max_size=1).map(frozenset),
        worst=st.sampled_from([None, count - 1]),
        shuffled=st.just(True),
    )
)


@given(question=questions, values=st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_points_are_those_of_the_quiz_and_odds_add_up(question: Question, values: list[int]):
    assert 0 <= earned(question, values[: len(question.options)]) <= 1
    assert isclose(sum(odds_by_chance(question).values()), 1)
    assert isclose(expected(question), 1 / len(question.options))


@given(asked=st.lists(questions, max_size=6))
def test_the_tail_falls_from_one_to_nothing(asked: list[Question]):
    tails = [chance_of(points / 2, asked) for points in range(2 * len(asked) + 2)]

    assert isclose(tails[0], 1)
    assert tails == sorted(tails, reverse=True)
    assert tails[-1] == 0


def test_holm_stops_at_the_first_that_luck_explains():
    assert unlikely({"a": 0.001, "b": 0.004, "c": 0.02, "d": 0.5}) == ["a"]
    assert unlikely({"a": 0.001, "b": 0.003, "c": 0.004, "d": 0.5}) == ["a", "b", "c"]


def test_equations_are_solved():
    assert solve([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]) == pytest.approx([1 / 11, 7 / 11])


def run(*arguments: str) -> Any:
    return CliRunner().invoke(content, ["guess", *arguments])


def test_the_report_shows_every_cue_and_every_bank(tree: Any):
    result = run(str(tree.root))

    assert result.exit_code == 0
    assert [line for line in result.stdout.split("\n") if line.startswith("longest")]
    assert "tiny                            3" in result.stdout
    assert "\n    no item\n" in run(str(tree.root), "--bank", "tiny").stdout
    assert run(str(tree.root), "--bank", "nowhere").exit_code == 2


def test_the_report_as_json(tree: Any):
    data = json.loads(run(str(tree.root), "--json").stdout)

    assert {row["strategy"] for row in data["pooled"]} == {*CUES, COMBINED}
    assert data["banks"]["tiny"][0]["questions"] == 3


def write_long_keys(root: Path, count: int) -> None:
    item = (root / "modules/tiny/items.yaml").read_text().split('- id: "tiny-002"')[0]
    item = item.replace("That one is free now.", "That one is free now, if you like it there.")
    copies = [item.replace("tiny-001", f"tiny-{n}").replace("a seat", f"seat {n}") for n in range(count)]
    (root / "modules/tiny/items.yaml").write_text("".join(copies))


def test_the_check_fails_on_a_bank_that_gives_itself_away(tree: Any):
    write_long_keys(tree.root, 12)
    result = CliRunner().invoke(content, ["check", str(tree.root)])

    assert result.exit_code == 1
    assert 'modules:1: error: all banks: a guesser who knows nothing scores 100% by "longest"' in result.stdout
    assert "modules/tiny/items.yaml:1: warning: whole bank: a guesser" in result.stdout
