"""What is wrong with a framework is said once."""

from __future__ import annotations

from typing import Any

import pytest


def test_an_unreadable_framework_is_one_problem_and_not_one_for_each_tag(tree: Any):
    tree.write("frameworks/lcs.yaml", "a: [")

    assert tree.only_problem().startswith("frameworks/lcs.yaml:")


FRAMEWORK_FAULTS = [
    ('humanCodingScheme: "LCS.C3"', 'humanCodingScheme: "LCS.C"', "the code LCS.C is used twice"),
    (
        "1a04092d-5845-57ec-8676-7d875274d5f9",
        "555f312f-c3b0-5915-a9e5-f7f038302145",
        "the identifier of LCS.C3 is used twice",
    ),
    ("1a04092d-5845-57ec-8676-7d875274d5f9", "7", '"identifier" cannot be "7"; write a UUID'),
    ('destinationNodeURI: "LCS.C"', 'destinationNodeURI: "LCS.Q"', "there is no statement LCS.Q"),
    ('destinationNodeURI: "LCS.C"', 'destinationNodeURI: "LCS.C3"', "LCS.C3 stands under itself"),
    ('associationType: "isChildOf"', 'associationType: "likes"', '"associationType" cannot be "likes"'),
]


@pytest.mark.parametrize(("old", "new", "expected"), FRAMEWORK_FAULTS)
def test_a_faulty_framework_is_explained(tree: Any, old: str, new: str, expected: str):
    tree.edit("frameworks/lcs.yaml", old, new)

    assert any(expected in line for line in tree.problems())
    assert all(line.startswith("frameworks/lcs.yaml:") for line in tree.problems())


def test_a_statement_stands_under_one_other(tree: Any):
    link = '- {associationType: "isChildOf", originNodeURI: "LCS.C3", destinationNodeURI: "LCS.C"}\n'
    tree.edit("frameworks/lcs.yaml", link, link + link)

    assert "LCS.C3 is placed under two statements" in tree.only_problem()


def test_a_code_belongs_to_one_framework(tree: Any):
    tree.write("frameworks/other.yaml", (tree.root / "frameworks/lcs.yaml").read_text())

    assert "LCS.C is in two frameworks" in tree.problems()[0]
