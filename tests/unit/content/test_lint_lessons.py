"""Rules on lessons find their flaw with its line, and let sound prose pass."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.content.checking.lint import PROSE_RULES
from lti_tool.content.checking.lint.lessons import prose_is_readable
from lti_tool.content.checking.lint.spanish import prose_is_readable_in_spanish
from lti_tool.content.source.text.blocks import ProseText
from lti_tool.quizzes.bank_check import check_content

FLAWS = [
    ("|a|b|\n|-|-|\n" + "|?|\n" * 600, "error: the tables have more than 1000 cells"),
    ("# Another\n", "error: this is a second title"),
    ("#### Deep\n", "warning: a heading of level 4 follows one of level 2"),
    ("## \n", "error: the heading is empty"),
    ("Read [here](https://example.org).\n", 'error: the link "here" does not say where it leads'),
    ("Read [Click here.](https://example.org).\n", 'error: the link "Click here." does not say where it leads'),
    ("Read [](https://example.org).\n", "error: a link has no text"),
    ("Read [https://example.org](https://example.org).\n", "warning: a bare address is read out letter by letter"),
    ("| Say | |\n|---|---|\n| a | b |\n", "warning: a column of the table has no head"),
    ("Write to jo@example.org.\n", "error: jo@example.org looks like an e-mail address"),
    ("Call 302-555-0142.\n", "error: 302-555-0142 looks like a phone number"),
    ("Some call him a **problem patron**.\n", 'warning: "problem patron" labels a person'),
]
SOUND = [
    "### A step down\n\n## And up\n",
    "Read [the policy of Wixom](https://example.org).\n",
    "| Say | Not |\n|---|---|\n| a | |\n",
    'He said, "A problem patron!" and was sorry.\n',
    "```\n# no heading\n```\n",
]


def found(tree: Any, today: date = date(2026, 11, 24)) -> list[str]:
    return [str(problem) for problem in check_content(tree.root, today)]


@pytest.mark.parametrize(("text", "expected"), FLAWS)
def test_a_flaw_of_prose_is_told_with_its_line(tree: Any, text: str, expected: str):
    tree.add_to_lesson(f"Plain words.\n\n{text}")

    (problem,) = found(tree)

    assert problem.startswith(f"modules/tiny/lessons/01-hear.en.md:18: {expected}")


@pytest.mark.parametrize("text", SOUND)
def test_sound_prose_passes(tree: Any, text: str):
    tree.add_to_lesson(text)

    assert found(tree) == []


def test_every_rule_has_a_flaw():
    texts = [(ProseText(1, f"# T\n\n## H\n\n{text}"),) for text, _ in FLAWS]

    assert {rule for rule in PROSE_RULES for text in texts if list(rule(text))} == set(PROSE_RULES)


def test_a_lesson_without_a_place_for_local_policy_is_told(tree: Any):
    tree.edit_lesson("## Ask at your library", "## Ask")

    assert "warning: there is no place for the reader's own rules" in found(tree)[0]


@pytest.mark.parametrize("minutes", [5, 11])
def test_a_lesson_fits_a_sitting(tree: Any, minutes: int):
    tree.edit_lesson("minutes: 8", f"minutes: {minutes}")

    assert f"2: warning: the lesson takes {minutes} minutes" in found(tree)[0]


HARD = (
    "Institutional accessibility considerations necessitate comprehensive organisational deliberation concerning"
    " administrative responsibilities, notwithstanding individual interpretation of applicable documentation."
)
HARD_ES = (
    "La consideración institucional de la accesibilidad requiere una deliberación administrativa organizacional"
    " pormenorizada acerca de las responsabilidades correspondientes y de su interpretación documental."
)


def test_prose_above_the_eighth_grade_is_told():
    assert [mark.severity for mark in prose_is_readable([ProseText(1, HARD * 10)])] == ["warning"]
    assert list(prose_is_readable([ProseText(1, "She asks. He looks up. They find the book. " * 20)])) == []


def test_words_of_another_language_do_not_make_it_hard():
    said = "She asks. He looks up. They find the book. " * 20
    assert list(prose_is_readable([ProseText(1, f"{said}\n\n[{HARD_ES * 10}]{{lang=es}}")])) == []


def test_spanish_goes_by_its_own_scale():
    assert [mark.severity for mark in prose_is_readable_in_spanish([ProseText(1, HARD_ES * 10)])] == ["warning"]
    assert (
        list(prose_is_readable_in_spanish([ProseText(1, "Ella pregunta. Él mira. Los dos buscan el libro. " * 20)]))
        == []
    )


def test_translated_prose_and_items_are_checked_too(spanish: Any):
    spanish.edit(
        "modules/tiny/lessons/01-hear.es.md",
        "\n:::",
        "\nVea [aquí](https://example.org) o [here](https://example.org).\n\n:::",
    )
    spanish.edit("modules/tiny/items.es.yaml", 'stem: "', f'stem: "{HARD_ES} ')

    problems = "\n".join(found(spanish))

    assert "lessons/01-hear.es.md:" in problems
    assert 'the link "here" does not say where it leads' in problems
    assert "its ease of reading is" in problems


@pytest.mark.parametrize("place", ["lesson", "item"])
def test_facts_that_age_have_a_day(tree: Any, place: str):
    if place == "lesson":
        tree.edit_lesson("objectives:", 'review_by: "2026-12-01"\nobjectives:')
    else:
        tree.edit_items('bloom: "apply"', 'bloom: "apply"\n  review_by: "2026-12-01"')

    assert found(tree, date(2026, 12, 1)) == []
    (problem,) = found(tree, date(2026, 12, 2))
    assert "error: " in problem
    assert "its facts were to be looked at again by 2026-12-01" in problem
    assert load_catalogue(tree.root)


def test_a_day_that_is_none_is_refused(tree: Any):
    tree.edit_lesson("objectives:", 'review_by: "next year"\nobjectives:')

    assert 'front matter: "review_by" cannot be "next year"; write a day like' in tree.only_problem()


def test_words_that_other_programs_would_not_read_as_text_fail_the_check_alone(tree: Any):
    tree.edit_module('title: "Tiny"', "title: Yes")

    assert found(tree) == [
        'modules/tiny/module.yaml:3: error: Yes without quotes is no text for other programs; write "Yes"'
    ]
    assert load_catalogue(tree.root).modules[0].title == "Yes"


def second_module(tree: Any, stem: str) -> None:
    for file in ("module.yaml", "items.yaml", "lessons/01-hear.en.md"):
        text = (tree.root / "modules/tiny" / file).read_text(encoding="utf-8").replace("tiny", "small")
        text = text.replace("Which of these open a talk?", "What shows that you are there for people?")
        text = text.replace("Somebody asks who may sit here.", "A boy wants to know where to go.")
        tree.write(f"modules/small/{file}", text.replace("Somebody asks for a seat by the window.", stem))


def test_stems_that_are_alike_in_two_banks_are_told(tree: Any):
    second_module(tree, "Somebody asks for a seat by a window.")
    (problem,) = [line for line in found(tree) if "stem" in line]
    assert "modules/tiny/items.yaml:7: warning: tiny-001: shares 69%" in problem

    second_module(tree, "Somebody asks for a seat by the window.")
    (problem,) = [line for line in found(tree) if "stem" in line]
    assert "modules/tiny/items.yaml:7: error: tiny-001: has the same stem as small-001" in problem

    second_module(tree, "A girl looks for a lamp.")
    assert [line for line in found(tree) if "stem" in line] == []
