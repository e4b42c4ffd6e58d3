"""Blueprints: strata of competency and level, categories, and the two kinds of module that are only a quiz."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.content.model import Quiz
from lti_tool.content.model.quiz import ANY_LEVEL
from lti_tool.quizzes.bank_check import check_content

FILE = "modules/tiny/module.yaml"


def quiz_of(tree: Any, module_id: str = "tiny") -> Quiz:
    quiz = load_catalogue(tree.root).module(module_id).quiz
    assert isinstance(quiz, Quiz)
    return quiz


def test_a_plain_number_draws_from_any_level(tree: Any):
    (section,) = quiz_of(tree).sections

    assert [(stratum.levels, stratum.draw) for stratum in section.strata] == [(ANY_LEVEL, 1)]
    assert section.draw_count == 1


def test_levels_are_strata_of_their_own(tree: Any):
    tree.edit_module("draw: 1", "draw: {analyse: 1, apply: 1}")
    quiz = quiz_of(tree)
    (section,) = quiz.sections

    assert [(sorted(stratum.levels), stratum.draw) for stratum in section.strata] == [
        (["apply"], 1),
        (["analyse", "evaluate"], 1),
    ]
    assert [[item.id for item in quiz.bank(section, stratum)] for stratum in section.strata] == [
        ["tiny-001"],
        ["tiny-003"],
    ]
    assert quiz.draw_count == section.draw_count == 2


def test_a_category_covers_every_competency_below_it(tree: Any):
    tree.edit_module('{competency: "LCS.C3", draw: 1}', '{competency: "LCS.C", draw: 1}')
    quiz = quiz_of(tree)

    assert quiz.sections[0].covers == ("LCS.C", "LCS.C3")
    assert len(quiz.bank(quiz.sections[0])) == 3


def test_attempts_are_as_many_as_wanted_unless_the_file_says_how_many(tree: Any):
    assert quiz_of(tree).attempts is None

    tree.edit_module("pass_points: 1", "pass_points: 1\n  attempts: 3")

    assert quiz_of(tree).attempts == 3


BLUEPRINT_FAULTS = [
    ("draw: 1", "draw: {understand: 2}", 14, "section LCS.C3: 2 understand items are drawn but the bank has 1"),
    (
        "draw: 1",
        "draw: {evaluate: 1}",
        14,
        '"evaluate" is not a name that can stand here; write one of understand, apply',
    ),
    ("draw: 1", "draw: {apply: 0}", 14, '"apply" cannot be "0"; write 1 or more'),
    ("draw: 1", "draw: {}", 14, '"draw" is empty'),
    ("draw: 1", "draw: few", 14, '"draw" cannot be "few"; write a whole number'),
    ("draw: 1", "draw: 1, pass_points: 2", 14, "pass_points is 2 but the section draws 1"),
    ("draw: 1", "draw: 1, covers: [x]", 14, '"covers" is not a field here'),
    (
        "draw: 1}",
        'draw: 1}\n  - {competency: "LCS.C", draw: 1}',
        15,
        "section LCS.C: draws the same items as section LCS.C3",
    ),
    ("pass_points: 1", "pass_points: 1\n  attempts: 0", 13, '"attempts" cannot be "0"; write 1 or more'),
    ("pass_points: 1", 'pass_points: 1\n  banks: ["tiny"]', 13, "only a certificate draws from a list of banks"),
    ("  pass_points: 1\n", "", 10, '"pass_points" is missing'),
    ('lessons: ["tiny.l1"]\n', "", 1, '"lessons" is missing'),
    ("version: 1", 'version: 1\nkind: "course"', 3, '"kind" cannot be "course"; write one of module, preassessment'),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), BLUEPRINT_FAULTS)
def test_a_blueprint_that_cannot_be_met_stops_the_loading(tree: Any, old: str, new: str, line: int, words: str):
    tree.edit_module(old, new)

    found = tree.problems()

    assert any(text.startswith(f"{FILE}:{line}: error: ") and words in text for text in found), found


def test_a_bank_of_other_levels_than_the_draw_is_a_warning(tree: Any):
    tree.edit_module("draw: 1", "draw: {apply: 1}")
    found = [str(problem) for problem in check_content(tree.root)]

    assert any(
        f"{FILE}:13: warning: quiz: 33% of the bank is understand, the blueprint draws 0%" in text for text in found
    ), found
    assert any("tiny-002: no quiz section draws items of LCS.C3 at the level understand" in text for text in found)


PREASSESSMENT = """\
id: "start"
version: 1
kind: "preassessment"
title: "Where to start"
summary: "Twelve questions."
minutes: 10
competencies: ["LCS.C3"]
sources:
- {id: "book", title: "A Book", who: "Somebody", kind: "book"}
quiz:
  title: "Where to start"
  sections:
  - {competency: "LCS.C", draw: 3}
"""
CERTIFICATE = """\
id: "proof"
version: 1
kind: "certificate"
title: "Certificate"
summary: "All of it."
minutes: 20
competencies: ["LCS.C"]
quiz:
  title: "Certificate"
  pass_points: 1
  banks: ["tiny"]
  sections:
  - {competency: "LCS.C", draw: 1, pass_points: 1}
"""


def add_preassessment(tree: Any, text: str = PREASSESSMENT) -> None:
    tree.write("modules/start/module.yaml", text)
    items = (tree.root / "modules/tiny/items.yaml").read_text().replace("tiny-", "start-")
    for stem in ("Somebody asks for a seat by the window.", "Which of these open", "Somebody asks who may sit here."):
        items = items.replace(stem, f"{stem[::-1].rstrip('?')}.")  # no two stems of a course are alike
    tree.write("modules/start/items.yaml", items)


def test_a_preassessment_is_a_quiz_that_nobody_passes(tree: Any):
    add_preassessment(tree)
    module = load_catalogue(tree.root).module("start")

    assert (module.kind, module.lessons) == ("preassessment", ())
    assert (module.quiz.pass_points, module.quiz.draw_count) == (0, 3)
    assert check_content(tree.root) == []  # its bank may be as small as its draw


def test_a_certificate_draws_from_the_banks_of_other_modules(tree: Any):
    tree.write("modules/proof/module.yaml", CERTIFICATE)
    module = load_catalogue(tree.root).module("proof")

    assert [item.id for item in module.quiz.items] == ["tiny-001", "tiny-002", "tiny-003"]
    assert module.quiz.sections[0].pass_points == 1
    assert check_content(tree.root) == []


def test_a_small_bank_of_a_certificate_is_a_warning(tree: Any):
    tree.write("modules/proof/module.yaml", CERTIFICATE.replace("draw: 1", "draw: 2"))

    assert [problem.severity for problem in check_content(tree.root)] == ["warning"]


KIND_FAULTS = [
    (PREASSESSMENT, "minutes: 10", 'minutes: 10\nlessons: ["tiny.l1"]', 7, "a preassessment has no lessons"),
    (PREASSESSMENT, "  sections:", "  pass_points: 2\n  sections:", 12, "a preassessment cannot be passed or failed"),
    (PREASSESSMENT, "draw: 3", "draw: 3, pass_points: 2", 13, "a preassessment cannot be passed or failed"),
    (CERTIFICATE, '  banks: ["tiny"]\n', "", 8, "a certificate needs banks"),
    (CERTIFICATE, '["tiny"]', '["gone"]', 11, "there is no module gone with items"),
    (CERTIFICATE, '["tiny"]', '["tiny", "tiny"]', 11, "the bank tiny is listed twice"),
    (CERTIFICATE, "draw: 1", "draw: 4", 13, "section LCS.C: 4 items are drawn but the bank has 3"),
    (CERTIFICATE, "  pass_points: 1\n", "", 8, '"pass_points" is missing'),
    (CERTIFICATE, CERTIFICATE[CERTIFICATE.index("quiz:") :], "", 3, "a certificate needs a quiz"),
]


@pytest.mark.parametrize(("text", "old", "new", "line", "words"), KIND_FAULTS)
def test_what_does_not_belong_to_a_kind_is_explained(tree: Any, text: str, old: str, new: str, line: int, words: str):
    assert old in text
    changed = text.replace(old, new, 1)
    if text is PREASSESSMENT:
        add_preassessment(tree, changed)
    else:
        tree.write("modules/proof/module.yaml", changed)

    found = tree.problems()

    folder = "start" if text is PREASSESSMENT else "proof"
    assert any(one.startswith(f"modules/{folder}/module.yaml:{line}: error: ") and words in one for one in found), found


def test_a_certificate_has_no_items_of_its_own(tree: Any):
    tree.write("modules/proof/module.yaml", CERTIFICATE)
    tree.write("modules/proof/items.yaml", "[]")

    assert "modules/proof/items.yaml:1: error: a certificate draws from other modules" in tree.only_problem()
