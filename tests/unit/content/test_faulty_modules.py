"""What is wrong with module.yaml is said with its line and remedy."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content import load_catalogue

MODULE = "modules/tiny/module.yaml"
ITEMS = "modules/tiny/items.yaml"

MODULE_FAULTS = [
    ('id: "tiny"', 'id: "other"', 1, '"id" is other but the folder is tiny'),
    ("minutes: 10", "minutes: ten", 5, '"minutes" cannot be "ten"; write a whole number'),
    ("minutes: 10", "minutes: 9999", 5, '"minutes" cannot be "9999"; write 600 or less'),
    ('["tiny.l1"]', '["tiny.l1", "tiny.l2"]', 7, "lesson tiny.l2 has no file"),
    ('["tiny.l1"]', '["tiny.l1", "tiny.l1"]', 7, "lesson tiny.l1 is listed twice"),
    ('["LCS.C3"]', '["LCS.X"]', 6, "there is no competency LCS.X"),
    ('["LCS.C3"]', "LCS.C3", 6, '"competencies" must be a list'),
    ('["LCS.C3"]', "[]", 6, '"competencies" is empty'),
    ("year: 2015", 'year: 2015, url: "www.example.org"', 9, 'source book: "url" cannot be'),
    ("pass_points: 1", "pass_points: 2", 10, "pass_points is 2 but only 1 items are drawn"),
    ("draw: 1", "draw: 4", 14, "section LCS.C3: 4 items are drawn but the bank has 3"),
    (
        "draw: 1}",
        'draw: 1}\n  - {competency: "LCS.C3", draw: 1}',
        10,
        "two sections have the same competency",
    ),
    ('title: "Tiny"', 'title: ""', 3, '"title" is empty; fill it in'),
]


@pytest.mark.parametrize(("old", "new", "line", "expected"), MODULE_FAULTS)
def test_a_faulty_module_is_explained(tree: Any, old: str, new: str, line: int, expected: str):
    tree.edit_module(old, new)

    found = tree.only_problem()

    assert found.startswith(f"{MODULE}:{line}: error: ")
    assert expected in found


def test_items_without_a_quiz_are_refused(tree: Any):
    text = (tree.root / MODULE).read_text()
    tree.write(MODULE, text[: text.index("quiz:")])

    assert "there are items but no quiz" in tree.only_problem()


def test_a_module_may_have_no_quiz(tree: Any):
    text = (tree.root / MODULE).read_text()
    tree.write(MODULE, text[: text.index("quiz:")])
    (tree.root / ITEMS).unlink()

    assert load_catalogue(tree.root).module("tiny").quiz is None


def test_a_source_id_is_used_once(tree: Any):
    line = '- {id: "book", title: "A Book", who: "Somebody", kind: "book", year: 2015}\n'
    tree.edit_module(line, line + line)

    assert "source book: this id is used twice" in tree.only_problem()
