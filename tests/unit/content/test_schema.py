"""Models are frozen, know their digest, and read back from their own JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from lti_tool.content import load_catalogue
from lti_tool.content.model import Module, Quiz, SingleItem


def test_a_module_reads_back_from_its_snapshot_with_the_same_digest(tree: Any):
    module = load_catalogue(tree.root).modules[0]

    again = Module.model_validate_json(module.canonical_json)

    assert again == module
    assert again.digest == module.digest


def test_equal_items_have_equal_digests(make_item: Any):
    assert make_item().digest == make_item().digest
    assert len(make_item().digest) == 64


def test_one_changed_letter_changes_the_digest(make_item: Any):
    assert make_item(stem="Who asks?").digest != make_item(stem="Who acts?").digest


def test_canonical_json_has_sorted_keys_and_no_white_space(make_item: Any):
    text = make_item().canonical_json

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_content_cannot_be_changed_in_place(make_item: Any):
    item = make_item()

    with pytest.raises(ValidationError):
        item.stem = "Another?"


def test_an_option_is_found_by_its_id(make_item: Any):
    assert make_item().option("b").text == "Seats are over there."
    with pytest.raises(KeyError):
        make_item().option("z")


def test_an_item_knows_its_keys(make_item: Any):
    assert make_item(keys="ac").keys == {"a", "c"}


@pytest.mark.parametrize("keyed", [[], ["a", "b"]])
def test_a_single_item_has_exactly_one_key(make_item: Any, keyed: list[str]):
    data = make_item().model_dump()
    for option in data["options"]:
        option["key"] = option["id"] in keyed

    with pytest.raises(ValidationError, match=f"{len(keyed)} options are marked key"):
        SingleItem.model_validate(data)


def test_a_quiz_counts_its_draw_and_finds_its_items(tree: Any):
    quiz = load_catalogue(tree.root).modules[0].quiz
    assert isinstance(quiz, Quiz)

    assert quiz.draw_count == 1
    assert quiz.item("tiny-002").id == "tiny-002"
    assert [item.id for item in quiz.bank(quiz.sections[0])] == ["tiny-001", "tiny-002", "tiny-003"]
    with pytest.raises(KeyError):
        quiz.item("gone")


def test_a_module_finds_its_lessons(tree: Any):
    module = load_catalogue(tree.root).modules[0]

    assert module.lesson("tiny.l1") is module.lessons[0]
    assert module.lesson("gone") is None
