"""What is typed in a form survives its way through the authors' file format, whatever it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.authoring.checking import parse_own_lesson
from lti_tool.authoring.file_format import quoted
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft, read_item, write_item
from lti_tool.authoring.lesson_draft import LessonDraft, read_lesson, write_lesson
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import parse_yaml
from lti_tool.text.plain_text import clean_text
from tests.support.own_items import LESSON, PARTS, item_draft

TEXTS = st.text().map(clean_text)
PART = st.builds(PartDraft, text=TEXTS, feedback=TEXTS, match=TEXTS)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_any_text_is_one_line_of_yaml_and_reads_back_as_itself(text: str) -> None:
    written = quoted(clean_text(text))

    source = parse_yaml(f"a: {written}\n", "", [])

    assert "\n" not in written
    assert source is not None
    assert source.data == {"a": clean_text(text)}


@given(st.sampled_from(["single", "multi", "best_worst"]), st.lists(PART, min_size=6, max_size=6), TEXTS)
def test_an_item_comes_back_as_it_was_typed(kind: str, parts: list[PartDraft], stem: str) -> None:
    rows = tuple(PartDraft(each.text, each.feedback) for each in parts)
    draft = ItemDraft(type=kind, stem=stem, competency="LCS.C3", bloom="apply", source="book", parts=rows)

    assert read_item(write_item(draft, "own-1", 3)) == draft


@given(st.lists(PART, min_size=6, max_size=6), st.lists(TEXTS.filter(bool), max_size=2))
def test_pairs_keep_their_answers_and_extras(parts: list[PartDraft], extras: list[str]) -> None:
    draft = ItemDraft(type="match", parts=tuple(parts), extras=tuple(extras))

    assert read_item(write_item(draft, "own-1", 1)) == draft


def test_marks_survive_and_the_form_always_has_a_row_for_each_letter() -> None:
    for kind in PARTS:
        back = read_item(write_item(item_draft(kind), "own-1", 1))
        assert len(back.parts) == len(LETTERS)
        assert back.parts[: len(PARTS[kind])] == PARTS[kind]


@given(TEXTS, st.lists(TEXTS, max_size=3), TEXTS)
def test_a_lesson_comes_back_as_it_was_typed(body: str, objectives: list[str], minutes: str) -> None:
    draft = LessonDraft("Our atlas room", minutes, ("LCS.C3",), tuple(objectives), body)

    assert read_lesson(write_lesson(draft, "own-1", 2)) == draft


def test_a_lesson_with_rules_across_it_keeps_them() -> None:
    body = "First.\n\n---\n\nid: not front matter\n\n---"

    assert read_lesson(write_lesson(LessonDraft(body=body), "own-1", 1)).body == body
    assert read_lesson(write_lesson(LESSON, "own-1", 1)) == LESSON


def test_a_lesson_says_in_which_language_it_is_written() -> None:
    draft = LessonDraft("Nuestra sala", "6", ("LCS.C3",), ("Preguntar primero.",), "Pregunte.", language="es")
    problems: list[Problem] = []

    lesson = parse_own_lesson(write_lesson(draft, "own-1", 1), "own-1", problems)

    assert problems == []
    assert lesson is not None
    assert lesson.lang == "es"
    assert read_lesson(write_lesson(draft, "own-1", 1)) == draft
