"""The index: what is found by which words, in which language, and the few words around it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model.synonyms import Synonym, Synonyms
from lti_tool.content.search.index import Index
from lti_tool.content.search.passage import Passage
from lti_tool.content.search.snippet import WIDTH, snippet
from lti_tool.quizzes.bank_check import check_content

NONE = Synonyms()
TEXTS = {
    "fees": ("en", "Late fees were waived. She owes nothing."),
    "calm": ("en", "I’m fine, he says. Fine. He shouts at the interpreter."),
    "preguntas": ("es", "Una pregunta abierta. Las peticiones difíciles y la política."),
}
INDEX = Index(Passage("lesson", "m", name, 1, name, text, language) for name, (language, text) in TEXTS.items())
FINES = Synonyms([Synonym(typed=("Fines",), found=("=fines", "fee"))])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("fee", ["fees"]),
        ("WAIVING", ["fees"]),
        ("shouting", ["calm"]),
        ("interpr", ["calm"]),
        ("dificil", ["preguntas"]),
        ("políticas", ["preguntas"]),
        ("preguntar", ["preguntas"]),
        ("zebra", []),
        ("", []),
        ("zebra owes", ["fees"]),
    ],
)
def test_every_form_of_a_word_is_found_with_or_without_accents(question: str, found: list[str]) -> None:
    assert [hit.passage.lesson_id for hit in INDEX.find(question, NONE)] == found


def test_a_synonym_stands_in_for_what_is_typed() -> None:
    assert [hit.passage.lesson_id for hit in INDEX.find("fines", NONE)] == ["calm"]
    assert [hit.passage.lesson_id for hit in INDEX.find("fines", FINES)] == ["fees"]


@given(st.text(max_size=400), st.text(max_size=600))
def test_any_question_is_answered_and_a_snippet_is_a_piece_of_its_text(question: str, text: str) -> None:
    passage = Passage("lesson", "m", "l", 1, "t", text, "en")
    for hit in Index([passage]).find(question, NONE):
        pieces = snippet(hit.passage, hit.terms)
        shown = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
        assert shown in text
        assert len(shown) <= WIDTH


def test_the_check_names_what_leads_nowhere(tree: Any) -> None:
    tree.write("synonyms.yaml", 'synonyms:\n- {typed: ["hi there"], found: ["request",\n   "zebra"]}\n')

    found = [str(problem) for problem in check_content(tree.root) if "synonyms" in str(problem)]

    assert found == [
        'synonyms.yaml:2: error: "hi there" is more than one word; write one word each',
        'synonyms.yaml:3: warning: no lesson has "zebra"; take it off the list, or mend it',
    ]


def test_a_lesson_without_a_line_to_say_is_told(tree: Any) -> None:
    tree.edit_lesson('> "Ask one open question."', "Ask.")

    assert ["gives no line to say" in str(problem) for problem in check_content(tree.root)] == [True]
