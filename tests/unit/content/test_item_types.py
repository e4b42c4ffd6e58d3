"""Order, match and best/worst items: derived ids, their rules, and digests that never move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lti_tool.content.model import Item

ITEM: TypeAdapter[Any] = TypeAdapter(Item)
# A single-choice and a multi-response item with their digests, as the first release stored them.
RECORDED = json.loads((Path(__file__).parent / "recorded_items.json").read_text(encoding="utf-8"))
STORED = RECORDED["coy-001"]["body"]


@pytest.mark.parametrize("item_id", RECORDED)
def test_an_item_stored_by_the_first_release_reads_back_with_its_digest(item_id: str):
    body, digest = RECORDED[item_id]["body"], RECORDED[item_id]["digest"]

    item = ITEM.validate_python(body)

    assert item.id == item_id
    assert item.model_dump(mode="json") == body
    assert item.digest == digest


def test_where_an_item_is_taught_is_part_of_its_digest_only_when_it_is_said():
    plain, taught = ITEM.validate_python(STORED), ITEM.validate_python({**STORED, "lesson": "tiny.l1"})

    assert plain.lesson is None
    assert taught.digest != plain.digest
    assert ITEM.validate_json(taught.canonical_json) == taught


@pytest.mark.parametrize("make", ["make_item", "make_best_worst", "make_order", "make_match"])
def test_every_type_reads_back_from_its_snapshot(request: pytest.FixtureRequest, make: str):
    item = request.getfixturevalue(make)()

    again = ITEM.validate_python(json.loads(item.canonical_json))

    assert again == item
    assert again.digest == item.digest
    assert again.part_ids == item.part_ids


def test_a_best_worst_item_knows_both_and_follows_the_best(make_best_worst: Any):
    item = make_best_worst(best="b", worst="a")

    assert (item.best, item.worst, item.keys) == ("b", "a", {"b"})
    assert item.part_ids == item.option_ids == ("a", "b", "c")


@pytest.mark.parametrize(
    ("best", "worst", "words"),
    [
        ("", "c", "0 options are marked best: true"),
        ("ab", "c", "2 options are marked best: true"),
        ("a", "", "0 options are marked worst: true"),
        ("a", "bc", "2 options are marked worst: true"),
        ("a", "a", "one option is marked both best and worst"),
    ],
)
def test_a_best_worst_item_has_one_of_each(make_best_worst: Any, best: str, worst: str, words: str):
    with pytest.raises(ValidationError, match=words):
        make_best_worst(best=best, worst=worst)


def test_a_best_worst_option_is_no_key(make_best_worst: Any):
    data = make_best_worst().model_dump()
    data["options"][0]["key"] = True

    with pytest.raises(ValidationError, match="Extra inputs"):
        ITEM.validate_python(data)


STEPS = st.lists(
    st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip), min_size=3, max_size=6, unique_by=str.strip
)


@given(texts=STEPS)
def test_step_ids_come_from_the_texts_alone(texts: list[str]):
    data = {
        **STORED,
        "type": "order",
        "steps": [{"text": text, "feedback": "It has its reason there."} for text in texts],
    }
    del data["options"]
    item = ITEM.validate_python(data)
    turned = ITEM.validate_python({**data, "steps": data["steps"][::-1]})

    assert turned.part_ids == item.part_ids[::-1]
    assert len(set(item.part_ids)) == len(texts)
    assert all(item.step(step_id).text == text.strip() for step_id, text in zip(item.part_ids, texts, strict=True))


def test_step_ids_of_two_items_differ(make_order: Any):
    assert set(make_order(id="x-1").part_ids).isdisjoint(make_order(id="x-2").part_ids)


def test_an_order_item_cannot_lock_its_order(make_order: Any):
    with pytest.raises(ValidationError, match="would show the steps in the right order"):
        make_order(shuffle=False)


def test_two_steps_cannot_be_the_same(make_order: Any):
    with pytest.raises(ValidationError, match="two steps have the same text"):
        make_order(("Look up", "Look up ", "Ask"))


@pytest.mark.parametrize("count", [2, 7])
def test_an_order_item_has_three_to_six_steps(make_order: Any, count: int):
    with pytest.raises(ValidationError, match=r"too_short|too_long"):
        make_order(tuple(f"Step {n}" for n in range(count)))


def test_pairs_that_share_an_answer_share_a_target(make_match: Any):
    item = make_match()
    first, second, third = item.pairs

    assert item.target_of(first) == item.target_of(third) != item.target_of(second)
    assert [target.text for target in item.targets] == ["Tired", "Puzzled", "Hungry"]
    assert item.target(item.target_of(second)).text == "Puzzled"
    assert item.target_ids == tuple(target.id for target in item.targets)


def test_an_extra_may_not_be_an_answer_or_come_twice(make_match: Any):
    for extras in (("Tired",), ("Hungry", "Hungry")):
        with pytest.raises(ValidationError, match="an extra repeats another answer"):
            make_match(extras=extras)


def test_a_match_item_needs_two_answers(make_match: Any):
    same = (("A sigh", "Tired"), ("A frown", "Tired"), ("A yawn", "Tired"))

    with pytest.raises(ValidationError, match="only one answer"):
        make_match(same, extras=())
    assert len(make_match(same, extras=("Hungry",)).targets) == 2


def test_parts_that_are_not_there_are_not_found(make_order: Any, make_match: Any):
    match = make_match()
    for find in (make_order().step, match.pair, match.target):
        with pytest.raises(KeyError):
            find("gone")


NEW_ITEMS = """
- id: "tiny-010"
  version: 1
  type: "order"
  competency: "LCS.C3"
  bloom: "apply"
  source: "book"
  stem: "In which order do you do this?"
  steps:
  - {text: "Look up", feedback: "It shows that you are there."}
  - {text: "Greet them", feedback: "It shows that you are ready."}
  - {text: "Ask", feedback: "It shows that you want to know."}
- id: "tiny-011"
  version: 1
  type: "match"
  competency: "LCS.C3"
  bloom: "apply"
  source: "book"
  stem: "What does each tell you?"
  pairs:
  - {id: "a", text: "A sigh", match: "Tired", feedback: "It tells that somebody is tired."}
  - {id: "b", text: "A frown", match: "Puzzled", feedback: "It tells that somebody is puzzled."}
  - {id: "c", text: "A yawn", match: "Tired", feedback: "It tells that somebody is tired."}
  extras: ["Hungry"]
"""

FAULTS = [
    ('{text: "Look up"', '{id: "a", text: "Look up"', 9, 'tiny-010, step a: "id" is not a field here; remove it'),
    (
        '  - {text: "Ask", feedback: "It shows that you want to know."}\n',
        "",
        8,
        '"steps" is too short; write at least 3',
    ),
    (
        'text: "Ask", feedback: "It shows that you want to know."',
        'text: "Ask"',
        11,
        'tiny-010, step 3: "feedback" is missing',
    ),
    ('  extras: ["Hungry"]', "  targets: []", 23, 'tiny-011: "targets" is not a field here; remove it'),
    ('match: "Puzzled", ', "", 21, 'tiny-011, pair b: "match" is missing'),
    ('{id: "b", text: "A frown"', '{id: "a", text: "A frown"', 12, "two pairs have the same id"),
    ('text: "A sigh"', 'text: "A <b> sigh"', 20, "tiny-011, pair a: raw HTML is not allowed"),
    ('type: "order"', 'type: "sequence"', 3, '"type" cannot be "sequence"; write one of single, multi, best_worst'),
    ('"Look up", feedback', '"Look up", lesson: "x", feedback', 9, '"lesson" is not a field here'),
    ('source: "book"\n  stem: "In', 'source: "book"\n  lesson: "gone"\n  stem: "In', 7, "there is no lesson gone"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), FAULTS)
def test_a_fault_in_a_new_type_is_explained(tree: Any, old: str, new: str, line: int, words: str):
    before = (tree.root / "modules/tiny/items.yaml").read_text()
    tree.write("modules/tiny/items.yaml", before + NEW_ITEMS.lstrip("\n"))
    tree.edit_items(old, new)

    found = [text for text in tree.problems() if words in text]

    assert len(found) == 1, tree.problems()
    assert found[0].startswith(f"modules/tiny/items.yaml:{before.count(chr(10)) + line}: error: ")
