"""What the check says about families, one fault each; and what it counts over a bank."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lti_tool.cli.authors.content import content
from lti_tool.content.checking.lint.cues import content_words
from lti_tool.quizzes.bank_check import check_content
from tests.support.families import FAMILY

FILE = "modules/tiny/families.yaml"
SAMPLE = Path(__file__).parents[2] / "fixtures" / "families" / "families.yaml"


@pytest.fixture
def families(tree: Any) -> Any:
    tree.write(FILE, FAMILY)
    return tree


def said(tree: Any, file: str = FILE) -> list[str]:
    return [str(problem) for problem in check_content(tree.root) if problem.file == file]


def test_a_sound_family_has_no_problems(families: Any):
    assert said(families) == []


RULES = [
    ('key: "b"', 'key: "a"', 23, "error: tiny-dog, stem tiny-102: option a is a key in 2 of 3 stems, fair is 1; let"),
    (
        'key: "b"',
        'key: "a"',
        10,
        "error: tiny-dog: one answer to all its stems earns 0.67 a question, and may earn 0.33",
    ),
    ("go on reading.", "go on so that all is calm.", 7, '"so that" gives a reason, an apology or a promise'),
    ("for now.", "for now, sorry.", 9, '"sorry" gives a reason, an apology or a promise'),
    ("leads a man to the lift", "leads a man who is reading", 15, "the stem and its right option alone say: read"),
    (
        'c: "You cannot know yet whether it has to go out at all."',
        'c: "Whatever it was trained for, it is not under control just now."',
        36,
        "error: tiny-dog, stem tiny-103: stands at tiny-102, option c too",
    ),
    (
        "nobody is asked about a harness",
        "staff say good morning and go on reading, always",
        7,
        "warning: tiny-dog, option a: the card says most of option a",
    ),
    ("A pup in a stiff harness", "A pup " * 85, 15, "words; bring it to 85"),
    (
        '{id: "b", text: "Go over, and ask what it was trained for."}',
        '{id: "b", text: "Ask."}',
        6,
        "shorten c to 6 characters or fewer",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), RULES)
def test_a_weakness_is_told_with_its_line_and_what_to_do(families: Any, old: str, new: str, line: int, words: str):
    families.edit(FILE, old, new)

    found = said(families)

    assert any(text.startswith(f"{FILE}:{line}: ") and words in text for text in found), found


def test_a_source_that_is_a_list_of_competencies_is_no_evidence(families: Any):
    families.edit_module('kind: "book"', 'kind: "competency framework"')
    families.edit(FILE, 'key: "b"\n', 'key: "b"\n    source: "book"\n')

    assert any(
        "a topic, not evidence; name a source that holds what is said, or none" in text for text in said(families)
    )


def test_more_cards_than_half_and_too_many_hard_types_are_told(tree: Any):
    tree.write(FILE, SAMPLE.read_text(encoding="utf-8"))

    found = said(tree)

    assert any("whole bank: 5 of 8 families have a card; leave at least half of them to judgement" in t for t in found)


def test_a_quiz_that_cannot_be_drawn_three_times_is_told_where(families: Any):
    families.edit_module('{competency: "LCS.C3", draw: 1}', '{competency: "LCS.C3", draw: {apply: 1, analyse: 1}}')

    found = said(families, "modules/tiny/module.yaml")

    assert any(
        "section LCS.C3: it cannot be drawn 3 times without a stem twice or a family more than twice; write more"
        in text
        for text in found
    ), found


def test_a_quiz_that_remembered_keys_pass_is_told(families: Any):
    found = said(families, "modules/tiny/module.yaml")

    assert any("whoever only remembers keys passes the third try in" in text for text in found), found


def test_a_curly_quote_is_seen_in_english_and_left_alone_in_spanish(spanish: Any):
    spanish.edit_items("What do you say?", "What do you say, “friend”?")
    spanish.edit("modules/tiny/items.es.yaml", "¿", "“¿")

    found = [str(problem) for problem in check_content(spanish.root) if "curly" in problem.message]

    assert len(found) == 1
    assert 'modules/tiny/items.yaml:7: warning: a curly quote (“); write "' in found[0]


def test_words_count_in_each_of_their_forms():
    assert content_words("She reads the cards") == content_words("Reading a card")


def test_guess_prints_ceilings_and_what_remembering_earns(families: Any):
    text = CliRunner().invoke(content, ["guess", str(families.root)])
    data = CliRunner().invoke(content, ["guess", str(families.root), "--json"])

    assert text.exit_code == 0
    assert "tiny                            1      3      3    0.33    0.33" in text.output
    assert "try 1" in text.output
    (row,) = json.loads(data.output)
    assert (row["module"], row["families"], row["stems"], row["known"]) == ("tiny", 1, 3, 3)
    assert row["ceiling"] == row["chance"] == 0.3333
    assert len(row["passing"]) == 3


def test_guess_says_that_there_is_nothing_to_count(tree: Any):
    assert "No module has families yet." in CliRunner().invoke(content, ["guess", str(tree.root)]).output
