"""families.yaml: each stem becomes an item, and every fault is told with its line and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.content.model import SingleItem
from lti_tool.content.model.items.family import MultiFamily
from lti_tool.content.source.bank.family import parse_families
from lti_tool.content.source.problem import Problem
from lti_tool.quizzes.bank_check import check_content
from tests.support.families import FAMILY, FAMILY_ES

FILE = "modules/tiny/families.yaml"
SAMPLE = Path(__file__).parents[2] / "fixtures" / "families" / "families.yaml"


@pytest.fixture
def families(tree: Any) -> Any:
    tree.write(FILE, FAMILY)
    return tree


def item_of(tree: Any, item_id: str) -> SingleItem:
    item = load_catalogue(tree.root).module("tiny").quiz.item(item_id)
    assert isinstance(item, SingleItem)
    return item


def test_each_stem_becomes_an_item_with_the_options_and_its_own_key_and_feedback(families: Any):
    first, third = item_of(families, "tiny-101"), item_of(families, "tiny-103")

    assert (first.family, first.card, first.lesson) == (
        "tiny-dog",
        "Local policy: nobody is asked about a harness.",
        "tiny.l1",
    )
    assert [option.text for option in first.options] == [option.text for option in third.options]
    assert (first.keys, third.keys) == ({"a"}, {"c"})
    assert first.option("a").feedback != third.option("a").feedback
    assert (first.bloom, third.bloom) == ("apply", "analyse")


def test_an_item_without_family_and_card_has_the_json_that_it_always_had(families: Any):
    assert {"family", "card"}.isdisjoint(item_of(families, "tiny-001").model_dump(mode="json"))


def test_a_module_may_have_families_alone(families: Any):
    (families.root / "modules/tiny/items.yaml").unlink()

    assert [item.id for item in load_catalogue(families.root).module("tiny").quiz.items] == [
        "tiny-101",
        "tiny-102",
        "tiny-103",
    ]


FAULTS = [
    ('    key: "b"\n', "", 20, 'tiny-dog, stem tiny-102: "key" is missing; add "key"'),
    ('    key: "b"\n', '    keys: ["b"]\n', 20, '"key" is missing'),
    ('    key: "b"', '    key: "d"', 23, '"key" names an option d that is not there; name one of a, b, c'),
    ('id: "tiny-102"', 'id: "tiny-101"', 20, "two stems have this id; give the stem its own id"),
    (
        '      b: "Two questions are allowed here, and this is the moment for them."\n',
        "",
        25,
        "there is no feedback for option b; add feedback",
    ),
    ('      c: "You cannot know', '      d: "You cannot know', 28, "feedback for an option d that is not there"),
    ('{id: "b", text', '{id: "a", text', 6, "two options have the same id"),
    ('type: "single"', 'type: "order"', 2, '"type" cannot be "order"'),
    ('family: "tiny-dog"', 'family: "tiny-001"', 1, "this name is used twice"),
    ('id: "tiny-102"', 'id: "tiny-001"', 20, "this id is used twice (also in modules/tiny/items.yaml)"),
    ('lesson: "tiny.l1"', 'lesson: "tiny.l9"', 4, "tiny-dog: there is no lesson tiny.l9; mend the id"),
    ('competency: "LCS.C3"', 'competency: "LCS.C9"', 3, "there is no competency LCS.C9"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), FAULTS)
def test_a_fault_is_told_with_its_line_and_its_remedy(families: Any, old: str, new: str, line: int, words: str):
    families.edit(FILE, old, new)

    found = families.problems()

    assert any(text.startswith(f"{FILE}:{line}: error: ") and words in text for text in found), found


def test_a_file_that_is_no_list_is_told_so(families: Any):
    families.write(FILE, "families: []\n")

    assert "this must be a list of families; start each family with a dash" in families.only_problem()


def test_a_family_cannot_be_named_in_the_file_of_items(families: Any):
    families.edit_items('  source: "book"', '  family: "tiny-dog"\n  source: "book"')

    assert "write families in families.yaml" in families.only_problem()


def test_a_retired_id_is_never_used_again(families: Any):
    families.write("retired-items.yaml", '- "tiny-102"\n- "gone-007"\n')

    assert families.only_problem() == (
        f"{FILE}:20: error: tiny-102: the id tiny-102 is retired: old answers are kept under it; "
        "give the item an id that was never used (see retired-items.yaml)"
    )


def test_a_file_that_nothing_reads_is_seen_wherever_it_lies(families: Any):
    for file in ("notes.txt", "modules/old.yaml", "frameworks/lcs.csv", "modules/tiny/drafts.yaml"):
        families.write(file, "x")

    stray = {problem.file for problem in check_content(families.root) if "nothing reads this" in problem.message}

    assert stray == {"notes.txt", "modules/old.yaml", "frameworks/lcs.csv", "modules/tiny/drafts.yaml"}


def test_the_eight_families_of_the_sample_are_read_whatever_their_type():
    problems: list[Problem] = []
    found = parse_families(SAMPLE.read_text(encoding="utf-8"), "families.yaml", problems)

    assert problems == []
    assert found is not None
    assert sum(len(family.entries) for family in found) == 26
    assert {family.family.type for family in found} == {"single", "multi", "best_worst"}
    assert isinstance(found[-1].family, MultiFamily)
    assert {len(entry.item.keys) for entry in found[-1].entries} == {1, 3}  # type: ignore[union-attr]


def translated(tree: Any, item_id: str) -> SingleItem:
    localised = load_catalogue(tree.root).localised("tiny", "es")
    item = localised.item(item_of(tree, item_id))
    assert isinstance(item, SingleItem)
    return item


@pytest.fixture
def spanish_families(spanish: Any) -> Any:
    spanish.write(FILE, FAMILY)
    spanish.write("modules/tiny/families.es.yaml", FAMILY_ES)
    return spanish


def test_a_family_is_translated_once_and_each_stem_reads_in_that_language(spanish_families: Any):
    told = translated(spanish_families, "tiny-102")

    assert told.card == "Norma local: a nadie se le pregunta por un arnés."
    assert told.option("b").text == "Acercarse y preguntar para qué lo entrenaron."
    assert told.option("b").feedback == "Aquí se permiten dos preguntas, y este es el momento."
    assert told.keys == {"b"}


LAGGING = [
    (FILE, 'id: "tiny-102"\n    version: 1', 'id: "tiny-102"\n    version: 2', 16, "translated from version 1, but"),
    (FILE, '  card: "Local policy: nobody is asked about a harness."\n', "", 8, "the card is not in the English"),
    (
        "modules/tiny/families.es.yaml",
        '        b: "Le preguntaría',
        '        d: "Le preguntaría',
        8,
        "options b are not",
    ),
    ("modules/tiny/families.es.yaml", "    tiny-102:", "    tiny-109:", 15, "there is no item tiny-109 in English"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "words"), LAGGING)
def test_a_translation_that_lags_is_told_and_learners_see_the_english(
    spanish_families: Any, file: str, old: str, new: str, line: int, words: str
):
    spanish_families.edit(file, old, new)

    found = [str(problem) for problem in check_content(spanish_families.root)]

    where = "modules/tiny/families.es.yaml:"
    assert any(text.startswith(f"{where}{line}: warning: ") and words in text for text in found), found


def test_families_without_a_translation_are_told_apart_from_items(spanish: Any):
    spanish.write(FILE, FAMILY)

    found = [str(problem) for problem in check_content(spanish.root)]

    assert any("families.es.yaml:1: warning: the families are not translated; add the file" in text for text in found)
    assert not any("items.es.yaml" in text for text in found)
