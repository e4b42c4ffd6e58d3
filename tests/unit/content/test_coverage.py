"""Behaviours: tagged where the framework has them, and missed where a module promises them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from lti_tool.cli.authors.content import content
from lti_tool.quizzes.bank_check import check_content

BEHAVIOURS = """\
- {identifier: "713490e9-065b-59db-bcdc-e53120cf783f", humanCodingScheme: "LCS.C3.1",
   CFItemType: "Behaviour", fullStatement: "Names what is possible"}
- {identifier: "a48e0a34-8cae-5d96-b271-a42488b74c17", humanCodingScheme: "LCS.C3.2",
   CFItemType: "Behaviour", fullStatement: "Adds a step"}
associations:
- {associationType: "isChildOf", originNodeURI: "LCS.C3.1", destinationNodeURI: "LCS.C3"}
- {associationType: "isChildOf", originNodeURI: "LCS.C3.2", destinationNodeURI: "LCS.C3"}
"""
REFLECTION = ':::reflection id="r1" behaviours="{}"\nprompt: "Why?"\n:::\n'


@pytest.fixture
def behaving(tree: Any) -> Any:
    """The tiny folder with two behaviours: one taught, practised and tested, the other not."""
    tree.edit("frameworks/lcs.yaml", "associations:\n", BEHAVIOURS)
    tree.edit_lesson("objectives:", 'behaviours: ["LCS.C3.1"]\nobjectives:')
    tree.edit_items('bloom: "apply"', 'bloom: "apply"\n  behaviour: "LCS.C3.1"')
    tree.add_to_lesson(REFLECTION.format("LCS.C3.1"))
    return tree


def found(tree: Any) -> list[str]:
    return [str(problem) for problem in check_content(tree.root)]


def test_a_promised_behaviour_that_nothing_covers_is_a_warning(behaving: Any):
    assert found(behaving) == [
        "modules/tiny/module.yaml:6: warning: LCS.C3.2 (Adds a step) is neither taught nor tested;"
        " add it to the behaviours of a lesson and the behaviour of an item, or write what is missing"
    ]


def test_taught_and_tested_behaviours_are_no_problem(behaving: Any):
    behaving.edit_lesson('["LCS.C3.1"]', '["LCS.C3.1", "LCS.C3.2"]')
    behaving.edit_items('bloom: "understand"', 'bloom: "understand"\n  behaviour: "LCS.C3.2"')

    assert found(behaving) == []


def test_without_a_quiz_practice_counts_as_the_test(behaving: Any):
    text = (behaving.root / "modules/tiny/module.yaml").read_text()
    behaving.write("modules/tiny/module.yaml", text.split("quiz:")[0])
    (behaving.root / "modules/tiny/items.yaml").unlink()
    behaving.edit_lesson('["LCS.C3.1"]', '["LCS.C3.1", "LCS.C3.2"]')

    (problem,) = found(behaving)

    assert "LCS.C3.2 (Adds a step) is not tested" in problem


@pytest.mark.parametrize("code", ["LCS.C3.9", "LCS.C", "LCS.C3"])
def test_a_tag_that_is_no_behaviour_below_the_competency_is_an_error(behaving: Any, code: str):
    behaving.edit_items('behaviour: "LCS.C3.1"', f'behaviour: "{code}"')
    behaving.edit_lesson('behaviours: ["LCS.C3.1"]', f'behaviours: ["{code}"]')
    behaving.edit_lesson(REFLECTION.format("LCS.C3.1"), REFLECTION.format(code))

    wheres = [problem.where for problem in check_content(behaving.root) if problem.severity == "error"]

    assert wheres == ["tiny-001", "front matter", "reflection r1"]


def test_the_table_shows_where_each_behaviour_is_covered(behaving: Any):
    result = CliRunner().invoke(content, ["coverage", str(behaving.root)])

    assert result.exit_code == 0
    assert "1 of 2 behaviours are taught" in result.stdout
    assert "| LCS.C3.1 Names what is possible | `tiny.l1` | `tiny.l1.r1` | 1 |" in result.stdout
    assert "| LCS.C3.2 Adds a step | – | – | 0 |" in result.stdout


def test_the_table_as_json(behaving: Any):
    (first, _) = json.loads(CliRunner().invoke(content, ["coverage", str(behaving.root), "--json"]).stdout)

    assert first["lessons"] == ["tiny.l1"]
    assert first["items"] == ["tiny-001"]
