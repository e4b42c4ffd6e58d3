"""Each rule of item writing finds its flaw, and lets sound items pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lti_tool.content.checking.lint import (
    CHOICE_RULES,
    ITEM_RULES,
    bank,
    cues,
    lengths,
    options,
    parts,
    reading_level,
    wording,
)
from lti_tool.content.checking.lint.syllables import english_syllables, spanish_syllables

FOUR = ("That one is free now.", "Seats are over there.", "We cannot book those.", "Here, take that one.")


ALL_RULES: list[Callable[..., Any]] = [*ITEM_RULES, *CHOICE_RULES]


def with_option(text: str) -> dict[str, Any]:
    return {"texts": (FOUR[0], text, FOUR[2])}


def with_question(question: str) -> dict[str, Any]:
    return {"stem": f"Somebody asks for a seat. {question}"}


FLAWS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (options.has_a_few_options, {"texts": FOUR[:2]}),
    (options.has_a_few_options, {"texts": (*FOUR, "Please wait a moment.")}),
    (parts.parts_differ, with_option("that one is *free*, now")),
    (options.no_option_stands_for_others, with_option("All of the above")),
    (options.no_option_stands_for_others, with_option("**None** of the above.")),
    (options.no_option_stands_for_others, with_option("Both a and c")),
    (options.no_option_stands_for_others, with_option("Neither of these")),
    (parts.feedback_says_something, {"feedback": "No, it is wrong."}),
    (parts.feedback_says_something, {"feedback": ""}),
    (
        lengths.key_is_as_long_as_distractors,
        {"texts": ("That one is free, and I will show you.", *FOUR[1:3])},
    ),
    (lengths.key_is_as_long_as_distractors, {"texts": ("That one.", *FOUR[1:3])}),
    (lengths.key_is_as_long_as_distractors, {"texts": ("x" * 40, "x" * 40, "x" * 30), "keys": "ab"}),
    (lengths.options_are_of_similar_length, {"texts": ("x" * 20, "x" * 20, "x" * 33)}),
    (wording.stem_ends_with_a_question, {"stem": "What do you say? Choose one."}),
    (wording.stem_ends_with_a_question, {"stem": "You say"}),
    (wording.negatives_in_the_question_are_bold, with_question("Which of these would you not say?")),
    (wording.negatives_in_the_question_are_bold, with_question("Which is right, EXCEPT at noon?")),
    (wording.negatives_in_the_question_are_bold, with_question("What should you never say?")),
    (wording.no_contact_data, {"stem": "Write to jo@example.org. What next?"}),
    (wording.no_contact_data, {"feedback": "Call them on 302-555-0142 and ask first."}),
    (wording.no_contact_data, with_option("Call (302) 555-0142.")),
    (wording.no_contact_data, with_option("Call +44 20 7946 0958")),
    (wording.no_absolutes_in_options, with_option("Seats are always there")),
    (wording.no_absolutes_in_options, with_option("Only members may sit")),
    (
        reading_level.item_is_readable,
        {
            "stem": "Notwithstanding considerable organisational deliberation concerning accessibility accommodations,"
            " administrative representatives occasionally misinterpret institutional responsibilities; which"
            " alternative interpretation is preferable?"
        },
    ),
    (wording.no_negative_labels, {"stem": "A problem patron asks for a seat. What do you say?"}),
    (wording.no_negative_labels, with_option("The homeless sit there")),
    (wording.no_negative_labels, {"feedback": "It calls him crazy without any reason."}),
    (
        cues.key_does_not_echo_the_stem,
        {
            "stem": "Somebody asks about guest passes for computers. What do you say?",
            "texts": ("Computers have guest passes", "Members may borrow these", "Nobody can borrow these"),
        },
    ),
]

SOUND: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    *((rule, {}) for rule in ALL_RULES),
    *((rule, {"texts": FOUR, "keys": "ab"}) for rule in ALL_RULES),
    (options.no_option_stands_for_others, with_option("All of the chairs above the stairs are taken")),
    (options.no_option_stands_for_others, with_option("Both of us can look for it together")),
    (wording.stem_ends_with_a_question, {"stem": 'It is 8 p.m. She says, "No." What is "yes, and?"'}),
    (wording.stem_ends_with_a_question, {"stem": "Which is **best?**"}),
    (wording.negatives_in_the_question_are_bold, {"stem": "She has not a card. What do you say?"}),
    (wording.negatives_in_the_question_are_bold, with_question("Which would you **not** say?")),
    (wording.negatives_in_the_question_are_bold, with_question('He says, "I will not go." What next?')),
    (wording.negatives_in_the_question_are_bold, with_question('What answers "I will not go" best?')),
    (wording.negatives_in_the_question_are_bold, with_question("Who takes notes on what is noted?")),
    (wording.no_contact_data, {"stem": "From 2015-2016, 8:50 to 9:10, 1,200 people and 305.4 came. Why?"}),
    (wording.no_negative_labels, {"stem": "The homeless man and the problem wait. What do you say?"}),
    (
        cues.key_does_not_echo_the_stem,
        {
            "stem": "Somebody asks about guest passes for computers. What do you say?",
            "texts": ("Computers have guest passes", "Guest passes run computers", "Nobody can borrow these"),
        },
    ),
]


@pytest.mark.parametrize(("rule", "flaw"), FLAWS, ids=lambda value: getattr(value, "__name__", None))
def test_a_flaw_is_found(make_item: Any, rule: Callable[..., Any], flaw: dict[str, Any]):
    found = list(rule(make_item(**flaw)))

    assert found
    assert all(finding.message and finding.remedy for finding in found)


@pytest.mark.parametrize(("rule", "fields"), SOUND, ids=lambda value: getattr(value, "__name__", None))
def test_a_sound_item_passes(make_item: Any, rule: Callable[..., Any], fields: dict[str, Any]):
    assert list(rule(make_item(**fields))) == []


def test_every_rule_has_a_failing_case():
    of_one_type_alone = {parts.targets_differ}  # tried with the types

    assert {rule for rule, _ in FLAWS} == set(ALL_RULES) - of_one_type_alone


def test_absolutes_labels_echoes_and_long_words_are_warnings_and_the_rest_errors(make_item: Any):
    warnings = {rule for rule, flaw in FLAWS for finding in rule(make_item(**flaw)) if finding.severity == "warning"}

    assert warnings == {
        wording.no_absolutes_in_options,
        wording.no_negative_labels,
        cues.key_does_not_echo_the_stem,
        reading_level.item_is_readable,
    }


def items_with_longest_key(make_item: Any, longest: int, total: int) -> list[Any]:
    longest_key = ("That one is free now!!", *FOUR[1:3])
    return [make_item(id=f"x-{n}", texts=longest_key if n < longest else FOUR[:3]) for n in range(total)]


def test_a_bank_whose_keys_are_mostly_the_longest_is_refused(make_item: Any):
    found = list(bank.key_is_seldom_the_longest(items_with_longest_key(make_item, 3, 6)))

    assert [finding.severity for finding in found] == ["error"]
    assert "3 of 6 three-option items (x-0, x-1, x-2)" in found[0].message


def test_a_bank_whose_keys_are_the_longest_in_forty_percent_passes(make_item: Any):
    assert not list(bank.key_is_seldom_the_longest(items_with_longest_key(make_item, 2, 5)))


def test_a_handful_of_items_says_nothing_about_the_bank(make_item: Any):
    assert not list(bank.key_is_seldom_the_longest(items_with_longest_key(make_item, 4, 4)))


def test_locked_items_whose_keys_favour_one_place_are_warned_about(make_item: Any):
    locked = [make_item(shuffle=False) for _ in range(15)]

    assert [finding.severity for finding in bank.locked_keys_are_spread(locked)] == ["warning"]


def test_locked_items_with_spread_keys_and_shuffled_items_pass(make_item: Any):
    spread = [make_item(shuffle=False, keys="abc"[n % 3]) for n in range(15)]
    shuffled = [make_item() for _ in range(15)]

    assert not list(bank.locked_keys_are_spread(spread))
    assert not list(bank.locked_keys_are_spread(shuffled))


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("asked", 1), ("wanted", 2), ("table", 2), ("library", 3), ("closed", 1), ("boxes", 2), ("b", 1)],
)
def test_syllables_are_counted_by_ear(word: str, count: int):
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("día", 2), ("aquí", 2), ("también", 2), ("leer", 2), ("biblioteca", 4), ("y", 1), ("idea", 3)]
)
def test_spanish_syllables_are_counted_by_ear(word: str, count: int):
    assert spanish_syllables(word) == count


def test_a_text_without_words_has_no_grade():
    assert reading_level.reading_grade(["", "..."]) == 0


def test_a_bank_that_is_hard_to_read_on_average_is_warned_about(make_item: Any):
    hard = make_item(stem="Which organisational responsibilities characterise institutional accessibility policies?")
    bank_of_hard, mixed = [hard] * 5, [hard, *[make_item()] * 9]

    assert [finding.severity for finding in reading_level.bank_is_readable(bank_of_hard)] == ["warning"]
    assert list(reading_level.bank_is_readable(mixed)) == []
    assert list(reading_level.bank_is_readable([])) == []
