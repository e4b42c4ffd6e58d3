"""What is wrong with an item is said with its line, item, option and remedy."""

from __future__ import annotations

from typing import Any

import pytest

ITEMS = "modules/tiny/items.yaml"

ITEM_FAULTS = [
    (
        ', feedback: "It points without helping anybody."',
        "",
        'tiny-001, option b: "feedback" is missing; add feedback of at least five words',
    ),
    ('key: true, text: "That', 'text: "That', "tiny-001: 0 options are marked key: true; mark exactly one"),
    ('id: "b", text: "Seats', 'id: "a", text: "Seats', "tiny-001: two options have the same id"),
    (
        'key: true, text: "That',
        'key: maybe, text: "That',
        'tiny-001, option a: "key" cannot be "maybe"; write true or false',
    ),
    (
        'type: "single"',
        'type: "essay"',
        'tiny-001: "type" cannot be "essay"; write one of single, multi, best_worst, order, match',
    ),
    ('  type: "single"\n', "", 'tiny-001: "type" is missing'),
    (
        'bloom: "apply"',
        'bloom: "remember"',
        'tiny-001: "bloom" cannot be "remember"; write one of understand, apply',
    ),
    ("version: 1", "version: one", 'tiny-001: "version" cannot be "one"; write a whole number'),
    ("version: 1", "version: 0", 'tiny-001: "version" cannot be "0"; write 1 or more'),
    ("stem:", "stam:", 'tiny-001: "stam" is not a field here; did you mean "stem"?'),
    ('id: "tiny-001"', 'id: "Tiny 1"', 'Tiny 1: "id" cannot be "Tiny 1"; use small letters'),
    ('- id: "tiny-001"\n  version', "- version", 'item 1: "id" is missing; add "id"'),
    ('source: "book"', 'source: "film"', "tiny-001: there is no source film in module.yaml"),
    ('competency: "LCS.C3"', 'competency: "LCS.X9"', "tiny-001: there is no competency LCS.X9"),
    ('id: "tiny-002"', 'id: "tiny-001"', "tiny-001: this id is used twice"),
    ("That one is", "That <b>one</b> is", "tiny-001, option a: raw HTML is not allowed (<b>)"),
    (
        "That one is",
        "[That](javascript:go) is",
        "tiny-001, option a: the link to javascript:go is not allowed",
    ),
    (
        'stem: "Somebody asks for a seat by the window. What do you say?"',
        "stem: [a, b]",
        'tiny-001: "stem" must be text',
    ),
    ('- id: "tiny-001"', '- "just text"\n- id: "tiny-001"', "item 1: this must have named fields"),
]


@pytest.mark.parametrize(("old", "new", "expected"), ITEM_FAULTS)
def test_a_faulty_item_is_explained(tree: Any, old: str, new: str, expected: str):
    tree.edit_items(old, new)

    found = [line for line in tree.problems() if expected in line]

    assert len(found) == 1
    assert found[0].startswith(f"{ITEMS}:")


def test_a_problem_has_the_line_of_its_field(tree: Any):
    tree.edit_items("It shows that you are there.", "<i>")

    assert tree.only_problem().startswith(f"{ITEMS}:20: error: tiny-002, option a:")


def test_a_multi_item_needs_keys_and_distractors(tree: Any):
    tree.edit_items('{id: "c", text: "Typing', '{id: "c", key: true, text: "Typing')

    assert "tiny-002: every option is marked key: true" in tree.only_problem()


def test_items_must_be_a_list(tree: Any):
    tree.write(ITEMS, "id: x")

    assert "this must be a list of items" in tree.only_problem()


def test_a_text_of_many_pages_is_no_stem(tree: Any):
    tree.edit_items("Somebody asks", "Somebody " * 300)

    assert 'tiny-001: "stem" is too long; keep it to 2000 characters' in tree.only_problem()
