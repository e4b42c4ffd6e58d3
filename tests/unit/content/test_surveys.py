"""Surveys: anonymous always, groups never under five, questions that make sense."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.content.model import Survey
from tests.support.authored import SURVEY

FILE = "modules/tiny/surveys/bent-rule.yaml"
BLOCK = ':::survey id="barriers" src="bent-rule"\n:::\n'


@pytest.fixture
def survey_tree(tree: Any) -> Any:
    tree.write(FILE, SURVEY)
    tree.add_to_lesson(BLOCK)
    return tree


def test_a_lesson_has_the_whole_survey(survey_tree: Any):
    survey = load_catalogue(survey_tree.root).modules[0].lessons[0].activity("barriers")

    assert isinstance(survey, Survey)
    assert (survey.anonymous, survey.min_group, survey.graded) == (True, 5, "completion")
    assert [(field.id, field.type, field.required, field.share) for field in survey.fields] == [
        ("rule", "short", True, None),
        ("barrier", "multi", False, None),
        ("idea", "long", False, "opt_in"),
    ]
    assert [option.text for option in survey.fields[1].options] == ["Cost", "Time"]
    assert survey.field("rule") is survey.fields[0]
    assert survey.field("gone") is None


SURVEY_FAULTS = [
    ("anonymous: true", "anonymous: false", 1, "anonymous cannot be false"),
    ("min_group: 5", "min_group: 4", 4, '"min_group" cannot be "4"; write 5 or more'),
    ('graded: "completion"', 'graded: "points"', 5, '"graded" cannot be "points"; write one of completion'),
    ('type: "short"', 'type: "number"', 7, 'field rule: "type" cannot be "number"; write one of short, long'),
    (', options: ["Cost", "Time"]', "", 8, "field barrier: a multi question needs options"),
    ('["Cost", "Time"]', '["Cost"]', 8, "field barrier: a multi question needs options"),
    ('["Cost", "Time"]', '["Cost", "Cost"]', 8, "field barrier: two options say the same"),
    ('type: "multi"', 'type: "long"', 8, "field barrier: a long question has no options"),
    ('"Time"]', '"Time"], share: "opt_in"', 8, "field barrier: only written answers can be shared"),
    ('id: "idea"', 'id: "rule"', 1, "two fields have the id rule"),
    ('label: "Which rule?", ', "", 7, 'field rule: "label" is missing'),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), SURVEY_FAULTS)
def test_a_faulty_survey_is_explained(survey_tree: Any, old: str, new: str, line: int, words: str):
    survey_tree.edit(FILE, old, new)

    found = survey_tree.only_problem()

    assert found.startswith(f"{FILE}:{line}: error: ")
    assert words in found
