"""The rules of item writing on best/worst, order and match items, and on a bank against its blueprint."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content.checking.lint import BANK_RULES, CHOICE_RULES, ITEM_RULES, lengths, options, parts, wording
from lti_tool.content.checking.lint.blueprint import bank_is_three_times_the_draw, levels_of_bank_are_those_drawn
from lti_tool.content.checking.lint.finding import all_texts
from lti_tool.content.model.quiz import QuizPlan

COVERS = {"LCS.C": ("LCS.C", "LCS.C3")}


@pytest.mark.parametrize("rule", ITEM_RULES)
def test_sound_items_of_every_type_pass(make_best_worst: Any, make_order: Any, make_match: Any, rule: Any):
    for item in (make_best_worst(), make_order(), make_match()):
        assert list(rule(item)) == []


@pytest.mark.parametrize("rule", CHOICE_RULES)
def test_a_sound_best_worst_item_passes_the_rules_on_options(make_best_worst: Any, rule: Any):
    assert list(rule(make_best_worst())) == []


def test_the_best_of_a_best_worst_item_counts_as_its_key(make_best_worst: Any):
    item = make_best_worst(("That one is free now, and I will show you.", "Seats are over there.", "We cannot book."))

    (finding,) = lengths.key_is_as_long_as_distractors(item)

    assert finding.path == ("options", 0, "text")


@pytest.mark.parametrize(("count", "sound"), [(2, False), (3, True), (4, True), (5, True), (6, True), (7, False)])
def test_a_multi_response_item_has_three_to_six_options(make_item: Any, count: int, sound: bool):
    item = make_item(texts=tuple(f"Option number {n}" for n in range(count)), keys="ab" if count > 2 else "a")
    if count == 2:
        item = make_item(texts=("One", "Two"))

    assert (list(options.has_a_few_options(item)) == []) is sound


def test_a_single_choice_item_with_five_options_has_too_many(make_item: Any):
    (finding,) = options.has_a_few_options(make_item(texts=tuple(f"Option number {n}" for n in range(5))))

    assert finding.remedy == "write three or four"


def test_steps_and_pairs_that_say_the_same_are_found(make_order: Any, make_match: Any):
    (step,) = parts.parts_differ(make_order(("Look up", "look **up**!", "Ask")))
    (pair,) = parts.parts_differ(make_match((("A sigh", "Tired"), ("a sigh", "Puzzled"), ("A yawn", "Tired"))))

    assert (step.path, step.message) == (("steps", 1, "text"), "says the same as step 1")
    assert (pair.path, pair.message) == (("pairs", 1, "text"), "says the same as pair a")


def test_answers_that_differ_in_case_alone_are_found(make_match: Any):
    pairs = (("A sigh", "Tired"), ("A frown", "tired."), ("A yawn", "Puzzled"))

    (finding,) = parts.targets_differ(make_match(pairs))

    assert (finding.severity, finding.message) == ("error", 'the answers "Tired" and "tired." look the same')


@pytest.mark.parametrize("make", ["make_order", "make_match"])
def test_short_feedback_on_a_step_or_pair_is_an_error(request: pytest.FixtureRequest, make: str):
    sound = request.getfixturevalue(make)()
    name = "steps" if sound.type == "order" else "pairs"
    fields = {name: [{**part.model_dump(), "feedback": "Because."} for part in getattr(sound, name)]}
    item = type(sound).model_validate({**sound.model_dump(), **fields})

    found = list(parts.feedback_says_something(item))

    assert [finding.path for finding in found] == [(name, index, "feedback") for index in range(3)]
    assert {finding.severity for finding in found} == {"error"}


def test_stems_and_labels_are_looked_at_in_every_type(make_order: Any, make_match: Any):
    assert list(wording.stem_ends_with_a_question(make_order(stem="Put these in order.")))
    pairs = (("A sigh", "Tired"), ("A frown", "A difficult patron"), ("A yawn", "Tired"))
    (finding,) = wording.no_negative_labels(make_match(pairs))
    assert (finding.severity, finding.path) == ("warning", ("pairs", 1, "match"))


def test_every_text_of_a_match_item_is_read(make_match: Any):
    texts = dict(all_texts(make_match()))

    assert texts["extras", 0] == "Hungry"
    assert texts["pairs", 1, "match"] == "Puzzled"
    assert len(texts) == 1 + 3 * 3 + 1


def test_rules_on_a_bank_take_items_of_any_type(make_best_worst: Any, make_order: Any, make_match: Any):
    makers = [lambda **fields: make_best_worst(shuffle=False, **fields), make_order, make_match] * 6
    items = [make(stem=f"Which of these is number {n}?") for n, make in enumerate(makers)]

    assert [finding for rule in BANK_RULES for finding in rule(items)] == []


def plan(*sections: dict[str, Any]) -> QuizPlan:
    return QuizPlan.model_validate({"title": "Quiz", "pass_points": 1, "sections": sections})


def test_three_times_the_draw_is_enough_and_one_less_is_not(make_item: Any):
    quiz = plan({"competency": "LCS.C", "draw": {"apply": 2}})
    six = [make_item(id=f"x-{n}") for n in range(6)]

    assert list(bank_is_three_times_the_draw(quiz, six, COVERS)) == []
    (finding,) = bank_is_three_times_the_draw(quiz, six[1:], COVERS)
    assert (finding.severity, finding.path) == ("error", ("quiz", "sections", 0))
    assert finding.message == "2 apply items are drawn but the bank has 5"
    assert finding.remedy.startswith("write 1 more")


def test_a_bank_under_its_draw_is_left_to_the_loader(make_item: Any):
    quiz = plan({"competency": "LCS.C", "draw": {"apply": 2}})

    assert list(bank_is_three_times_the_draw(quiz, [make_item()], COVERS)) == []


@pytest.mark.parametrize(("apply", "warned"), [(5, False), (6, False), (4, False), (3, True), (7, True)])
def test_the_levels_of_a_bank_are_within_ten_points_of_the_draw(make_item: Any, apply: int, warned: bool):
    quiz = plan({"competency": "LCS.C", "draw": {"apply": 5, "analyse": 5}})
    blooms = ["apply"] * apply + ["evaluate"] * (10 - apply)

    found = list(levels_of_bank_are_those_drawn(quiz, [make_item(bloom=bloom) for bloom in blooms]))

    assert bool(found) is warned
    assert {finding.severity for finding in found} <= {"warning"}


def test_a_draw_from_any_level_says_nothing_about_levels(make_item: Any):
    quiz = plan({"competency": "LCS.C", "draw": 5}, {"competency": "LCS.D", "draw": {"apply": 1}})

    assert list(levels_of_bank_are_those_drawn(quiz, [make_item()] * 9)) == []
