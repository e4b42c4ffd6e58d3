"""Lessons: front matter, title, prose, and what may not be in them."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content import ContentError, load_catalogue

FOLDER = "modules/tiny/lessons"
FILE = f"{FOLDER}/01-hear.en.md"
ASK = "## Ask at your library"


def only_problem_of(tree: Any) -> str:
    with pytest.raises(ContentError) as refusal:
        load_catalogue(tree.root)
    assert len(refusal.value.problems) == 1, refusal.value.message
    return refusal.value.message


def test_the_first_heading_is_the_title_and_not_part_of_the_prose(tree: Any):
    lesson = load_catalogue(tree.root).module("tiny").lesson("tiny.l1")

    assert lesson.title == "Hear the need"
    assert lesson.prose.startswith("A request is a first guess.\n\n## Ask at your library")
    assert lesson.objectives == ("Name the need.",)


def test_a_title_loses_its_marks(tree: Any):
    tree.edit_lesson("# Hear the need", "# *Hear* the `need`")

    assert load_catalogue(tree.root).module("tiny").lessons[0].title == "Hear the need"


LESSON_FAULTS = [
    ("---\nid", "id", 1, "the front matter is missing"),
    ("---\n# Hear", "# Hear", 1, "the front matter has no end"),
    ('lang: "en"\n', "", 2, 'front matter: "lang" is missing; add "lang"'),
    ('lang: "en"', 'lang: "es"', 3, '"lang" is es but the file\'s name says en'),
    ('objectives: ["Name the need."]', "objectives: []", 6, '"objectives" is empty'),
    ("minutes: 8", "minutes: 8: 9", 4, "the YAML cannot be read"),
    ("minutes: 8", "minutes: 8\nminutes: 9", 5, '"minutes" is written twice'),
    ('["LCS.C3"]', '["LCS.X"]', 2, "there is no competency LCS.X"),
    ("# Hear the need\n", "", 8, "the lesson has no title"),
    ("# Hear the need", "#", 8, "the lesson's title is empty"),
    (ASK, "<div>", 12, "raw HTML is not allowed (<div>)"),
    (ASK, "A line\nand <b>bold</b>", 13, "raw HTML is not allowed (<b>)"),
    (ASK, "<!-- later -->", 12, "raw HTML is not allowed (<!-- later -->)"),
    (ASK, ':::rewrite id="x"', 12, 'the activity :::rewrite id="x" has no end; close it with :::'),
    (ASK, "A line\n:::", 13, "this ::: closes nothing"),
    (ASK, "A line\n  :::", 13, "no activity (:::) can stand here"),
    (ASK, "![x](https://example.org/x.png)", 12, "a picture is named by its id alone"),
    (ASK, "A line\n[hola]{lan=es}", 13, "braces behind brackets name a language, and nothing else"),
    (ASK, '[hola]{lang="es mx"}', 12, "braces behind brackets name a language"),
    (
        ASK,
        "A line\n[x](javascript:alert(1))",
        13,
        "the link to javascript:alert(1) is not allowed",
    ),
    (ASK, "[x](../secret)", 12, "the link to ../secret is not allowed"),
    (ASK, "[x][y]\n\n[y]: data:text/html,hi", 12, "the link to data:text/html,hi is not allowed"),
]


@pytest.mark.parametrize(("old", "new", "line", "expected"), LESSON_FAULTS)
def test_a_faulty_lesson_is_explained_with_its_line(tree: Any, old: str, new: str, line: int, expected: str):
    tree.edit_lesson(old, new)

    with pytest.raises(ContentError) as refusal:
        load_catalogue(tree.root)

    assert any(
        problem.line == line and problem.file == FILE and expected in str(problem) for problem in refusal.value.problems
    ), refusal.value.message


def test_html_in_a_code_span_is_only_text(tree: Any):
    tree.edit_lesson(ASK, "Write `<b>` and\n\n    <b> or :::\n")

    assert load_catalogue(tree.root)


def test_safe_links_are_allowed(tree: Any):
    tree.edit_lesson(ASK, "[a](https://example.org) <http://example.org> [m](mailto:a@example.org)")

    assert load_catalogue(tree.root)


def test_a_lesson_without_text_is_refused(tree: Any):
    text = (tree.root / FILE).read_text()
    tree.write(FILE, text[: text.index("A request")])

    assert "the lesson has no text" in only_problem_of(tree)


def test_a_lesson_that_is_not_listed_is_named(tree: Any):
    text = (tree.root / FILE).read_text().replace("tiny.l1", "tiny.l9")
    tree.write(f"{FOLDER}/02-more.en.md", text)

    assert only_problem_of(tree).startswith(
        f"{FOLDER}/02-more.en.md:2: error: lesson tiny.l9 is not listed in module.yaml"
    )


def test_two_lessons_may_not_share_an_id(tree: Any):
    tree.write(f"{FOLDER}/02-more.en.md", (tree.root / FILE).read_text())

    assert f"the id tiny.l1 is used twice (also in {FILE})" in only_problem_of(tree)


def test_a_broken_lesson_is_not_also_called_missing(tree: Any):
    tree.edit_lesson('id: "tiny.l1"\n', 'id: "tiny.l1\n')

    assert "has no file" not in only_problem_of(tree)


def test_a_lesson_file_is_named_by_number_slug_and_language(tree: Any):
    (tree.root / FILE).rename(tree.root / FOLDER / "hear.md")

    assert "the file's name is not that of a lesson" in only_problem_of(tree)
