"""Activities in lessons: what each may hold, and where in the lesson's file a fault is pointed at."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content import load_catalogue
from lti_tool.content.model import Checklist, Lesson, Module, Rewrite, SelfAssessment, Sort
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.blocks import ProseText, split_blocks
from lti_tool.quizzes.bank_check import check_content
from tests.support.authored import (
    CHECKLIST,
    EVERYTHING,
    REFLECTION,
    REWRITE,
    SCENARIO,
    SELF_ASSESSMENT,
    SORT,
    SURVEY,
)

FILE = "modules/tiny/lessons/01-hear.en.md"
FIRST_LINE = 16  # of what add_to_lesson adds


def write_attachments(tree: Any) -> None:
    tree.write("modules/tiny/scenarios/closing-time.yaml", SCENARIO)
    tree.write("modules/tiny/surveys/bent-rule.yaml", SURVEY)


@pytest.fixture
def lesson(tree: Any) -> Lesson:
    write_attachments(tree)
    tree.add_to_lesson(EVERYTHING)
    found = load_catalogue(tree.root).modules[0].lesson("tiny.l1")
    assert found is not None
    return found


def test_a_lesson_is_prose_and_activities_in_their_order(lesson: Lesson):
    kinds = [block.kind for block in lesson.blocks]

    assert kinds == [
        "prose", "rewrite", "sort", "reflection", "self_assessment", "checklist", "scenario", "prose", "survey",
    ]  # fmt: skip
    assert (
        lesson.prose
        == 'A request is a first guess.\n\n## Ask at your library\n\n> "Ask one open question."\n\nSome words between.'
    )


def test_an_activity_has_an_id_in_its_lesson_and_one_in_the_catalogue(lesson: Lesson):
    activity = lesson.activity("values")

    assert isinstance(activity, Sort)
    assert (activity.id, activity.local_id) == ("tiny.l1.values", "values")
    assert lesson.activity("gone") is None
    assert len(lesson.activities) == 7


def test_the_fields_are_those_of_the_file(lesson: Lesson):
    rewrite, assessment, checklist = lesson.activity("ry1"), lesson.activity("sa1"), lesson.activity("cl1")
    assert isinstance(rewrite, Rewrite)
    assert isinstance(assessment, SelfAssessment)
    assert isinstance(checklist, Checklist)

    assert rewrite.models[1].why == "It starts the search at once."
    assert assessment.statements[0].try_this == "Look up once more this week."
    assert (checklist.format, checklist.own) == ("cards", 2)
    assert [entry.text for entry in checklist.entries] == ["Clear the desk", "Look up", "Say good-bye"]


def test_content_with_every_activity_has_no_problems(tree: Any):
    write_attachments(tree)
    tree.add_to_lesson(EVERYTHING)

    assert [str(problem) for problem in check_content(tree.root)] == []


def test_a_module_with_activities_reads_back_from_its_json(tree: Any):
    write_attachments(tree)
    tree.add_to_lesson(EVERYTHING)
    module = load_catalogue(tree.root).modules[0]

    again = Module.model_validate_json(module.canonical_json)

    assert again == module
    assert again.digest == module.digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FILE, "Here is what we can do.", "Here is what I can do."),
        (FILE, 'format: "cards"', 'format: "list"'),
        ("modules/tiny/scenarios/closing-time.yaml", "You leave late.", "You leave late, and tired."),
        ("modules/tiny/surveys/bent-rule.yaml", '"Time"', '"Distance"'),
    ],
)
def test_an_edit_of_an_activity_changes_the_modules_digest(tree: Any, file: str, old: str, new: str):
    write_attachments(tree)
    tree.add_to_lesson(EVERYTHING)
    before = load_catalogue(tree.root).modules[0]

    tree.edit(file, old, new)
    after = load_catalogue(tree.root).modules[0]

    assert after.digest != before.digest
    assert [item.digest for item in after.quiz.items] == [item.digest for item in before.quiz.items]


def test_what_a_learner_ticked_survives_a_change_of_order(lesson: Lesson, tree: Any):
    checklist = lesson.activity("cl1")
    assert isinstance(checklist, Checklist)

    tree.edit(FILE, '["Clear the desk", "Look up"]', '["Sit up", "Look up", "Clear the desk"]')
    changed = load_catalogue(tree.root).modules[0].lesson("tiny.l1").activity("cl1")

    ids = {entry.text: entry.id for entry in changed.entries}
    assert all(ids[entry.text] == entry.id for entry in checklist.entries)


BLOCK_FAULTS = [
    (":::\n", 1, "this ::: closes nothing; remove it"),
    (':::rewrite id="x"\nprompt: "p"\n', 1, "has no end; close it with ::: on a line of its own"),
    (':::rewrite id="x"\n:::sort id="y"\n:::\n', 1, "has no end"),
    (":::rewrite id=x\n:::\n", 1, "opens no activity; write it like :::rewrite"),
    (":::rewrite\n:::\n", 1, 'rewrite: its id is missing; write :::rewrite id="…"'),
    (':::rewrite id=""\nprompt: "p"\n:::\n', 1, 'its id cannot be ""; use small letters'),
    (':::rewrite id="a.b"\nprompt: "p"\n:::\n', 1, 'its id cannot be "a.b"; use small letters'),
    (':::rewrite id="x" src="y"\n:::\n', 1, "rewrite x: src does not belong on this line"),
    (':::rewrote id="x"\n:::\n', 1, "there is no activity called rewrote; did you mean rewrite?"),
    (':::game id="x"\n:::\n', 1, "there is no activity called game; write one of rewrite, sort"),
    (':::reflection id="x"\n:::\n', 2, "there is nothing in it"),
    (':::reflection id="x"\njust words\n:::\n', 2, "reflection x: this must have named fields"),
    (
        ':::reflection id="x"\nid: "y"\nprompt: "p"\n:::\n',
        2,
        '"id" is not a field here; write the id on the line with :::',
    ),
    (':::reflection id="x"\nprompt: "p\n:::\n', 3, "the YAML cannot be read"),
    (':::reflection id="x"\nhint: "h"\n:::\n', 1, 'reflection x: "prompt" is missing; add "prompt"'),
    (':::reflection id="x"\npromt: "p"\n:::\n', 2, '"promt" is not a field here; did you mean "prompt"?'),
    (':::reflection id="x"\nprompt: "a <b>"\n:::\n', 2, "raw HTML is not allowed (<b>)"),
    (':::reflection id="x"\nprompt: "[a](javascript:b)"\n:::\n', 2, "the link to javascript:b is not allowed"),
    (':::scenario id="x"\n:::\n', 1, "scenario x: its src is missing"),
    (':::scenario id="x" src="gone"\n:::\n', 1, "scenario x: there is no scenarios/gone.yaml"),
    (':::survey id="x" src="bent-rule"\ntitle: "t"\n:::\n', 2, "nothing may stand inside this block"),
]


@pytest.mark.parametrize(("text", "line", "words"), BLOCK_FAULTS)
def test_a_faulty_block_is_explained_with_its_line_in_the_lesson(tree: Any, text: str, line: int, words: str):
    write_attachments(tree)
    tree.add_to_lesson("Words.\n\n" + text)

    expected = f"{FILE}:{FIRST_LINE + 1 + line}: error: "
    assert any(found.startswith(expected) and words in found for found in tree.problems()), tree.problems()


FIELD_FAULTS = [
    (
        REWRITE,
        '- {text: "Let us look together.", why: "It starts the search at once."}\n',
        "",
        4,
        '"models" is too short; write at least 2',
    ),
    (REWRITE, ', why: "It starts the search at once."', "", 6, 'rewrite ry1, model 2: "why" is missing'),
    (
        SORT,
        'category: "respect"',
        'category: "kindness"',
        1,
        "entry b has the category kindness, which is not there; write one of trust, respect",
    ),
    (SORT, '{id: "respect", label', '{id: "trust", label', 1, "two categories have the id trust"),
    (SORT, '{id: "b", text', '{id: "a", text', 1, "two entries have the id a"),
    (SORT, ', {id: "respect", label: "Respect"}', "", 3, '"categories" is too short'),
    (SELF_ASSESSMENT, '{id: "b", text', '{id: "a", text', 1, "two statements have the id a"),
    (SELF_ASSESSMENT, ', try: "Ask one open question a day."', "", 6, 'statement c: "try" is missing'),
    (CHECKLIST, '["Say good-bye"]', "[]", 7, 'checklist cl1, group 2: "entries" is empty'),
    (CHECKLIST, '["Say good-bye"]', '["Look up"]', 1, 'two entries say "Look up"'),
    (CHECKLIST, "own: 2", "own: 7", 8, '"own" cannot be "7"; write 6 or less'),
    (CHECKLIST, '"cards"', '"poster"', 4, '"format" cannot be "poster"; write one of list'),
]


@pytest.mark.parametrize(("text", "old", "new", "line", "words"), FIELD_FAULTS)
def test_a_faulty_field_is_explained_with_its_line(tree: Any, text: str, old: str, new: str, line: int, words: str):
    assert old in text
    tree.add_to_lesson(text.replace(old, new, 1))

    found = [problem for problem in tree.problems() if words in problem]

    assert len(found) == 1, tree.problems()
    assert found[0].startswith(f"{FILE}:{FIRST_LINE - 1 + line}: error: ")


def test_two_activities_of_a_lesson_may_not_share_an_id(tree: Any):
    tree.add_to_lesson(REFLECTION + "\n" + REFLECTION)

    assert tree.only_problem().startswith(f"{FILE}:21: error: the id r1 is used twice in this lesson")


def test_a_fault_below_an_activity_has_its_line_in_the_file(tree: Any):
    tree.add_to_lesson(REFLECTION + "\nWords.\n\n<hr>\n")

    assert tree.only_problem().startswith(f"{FILE}:23: error: raw HTML is not allowed (<hr>)")


def test_colons_in_fenced_code_open_nothing(tree: Any):
    tree.add_to_lesson("```\n:::rewrite\n```\n")

    assert load_catalogue(tree.root).modules[0].lessons[0].activities == ()


def test_a_lesson_may_be_an_activity_alone(tree: Any):
    head = (tree.root / FILE).read_text().split("A request")[0]
    tree.write(FILE, head + REFLECTION)

    assert [block.kind for block in load_catalogue(tree.root).modules[0].lessons[0].blocks] == ["reflection"]


def test_a_scenario_that_no_lesson_uses_is_a_warning(tree: Any):
    write_attachments(tree)

    assert [str(problem).split(";")[0] for problem in check_content(tree.root)] == [
        "modules/tiny/scenarios/closing-time.yaml:1: warning: no lesson uses this scenario",
        "modules/tiny/surveys/bent-rule.yaml:1: warning: no lesson uses this survey",
    ]


LINES = st.lists(
    st.sampled_from(["words", "", ":::", ':::sort id="a"', ":::x", "```", "  :::", 'prompt: "p"']), max_size=12
)


@given(lines=LINES)
def test_no_line_of_a_lesson_is_lost_or_counted_twice(lines: list[str]):
    problems: list[Problem] = []
    for block in split_blocks("\n".join(lines), 1, "file", problems):
        start = block.line if isinstance(block, ProseText) else block.line + 1
        text = block.text.rstrip("\n").split("\n") if block.text.strip() else []
        assert lines[start - 1 : start - 1 + len(text)] == text
    assert all(1 <= problem.line <= max(1, len(lines)) for problem in problems)


LINT_FAULTS = [
    (REWRITE, "It says what is possible first.", "It works.", 5, "error: rewrite ry1, model 1: the why has 2 words"),
    (SORT, "People count on an answer.", "No.", 5, "error: sort values, entry a: the feedback has 1 word"),
    (SORT, "A loud remark", "a late *answer*", 6, "error: sort values, entry b: says the same as number 1"),
    (SORT, 'label: "Respect"', 'label: "trust"', 3, "error: sort values, category respect: says the same as number 1"),
    (
        SORT,
        "A loud remark",
        "Call 302-555-0142",
        6,
        "error: sort values, entry b: 302-555-0142 looks like a phone number",
    ),
    (
        SORT,
        "It is heard by everybody.",
        "It calls him a problem patron.",
        6,
        'warning: sort values, entry b: "problem patron" labels',
    ),
    (
        SELF_ASSESSMENT,
        "I greet.",
        "I look up!",
        5,
        "error: self_assessment sa1, statement b: says the same as number 1",
    ),
]


@pytest.mark.parametrize(("text", "old", "new", "line", "words"), LINT_FAULTS)
def test_the_lint_of_an_activity_points_into_the_lesson(
    tree: Any, text: str, old: str, new: str, line: int, words: str
):
    assert old in text
    tree.add_to_lesson(text.replace(old, new, 1))

    (problem,) = check_content(tree.root)

    assert str(problem).startswith(f"{FILE}:{FIRST_LINE - 1 + line}: {words}")


def test_what_is_to_be_said_better_may_use_bad_words(tree: Any):
    tree.add_to_lesson(REWRITE.replace("We don't do *that* here.", "That problem patron is back."))

    assert check_content(tree.root) == []
