"""content/resources.yaml: what is refused, and what the check says of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.quizzes.bank_check import check_content

RESOURCES = """\
resources:
- id: "a-webinar"
  title: "On Welcomes"
  who: "A library"
  year: 2013
  kind: "webinar"
  good_for: "Shows how a greeting opens a talk."
  url: "https://example.org/welcomes"
  checked_on: "2026-11-01"
  lessons: ["tiny.l1"]
- id: "a-book"
  title: "On Rules"
  who: "Somebody"
  kind: "book"
  good_for: "Tells whom a rule shuts out."
  checked_on: "2026-11-01"
"""
TODAY = date(2026, 11, 24)


@pytest.fixture
def resourceful(tree: Any) -> Any:
    tree.write("resources.yaml", RESOURCES)
    return tree


def found(tree: Any) -> list[str]:
    return [str(problem) for problem in check_content(tree.root, TODAY)]


def test_resources_are_optional_and_found_by_lesson(resourceful: Any):
    catalogue = load_catalogue(resourceful.root)

    assert found(resourceful) == []
    assert [entry.id for entry in catalogue.resources] == ["a-webinar", "a-book"]
    assert [entry.id for entry in catalogue.resources_for("tiny.l1")] == ["a-webinar"]
    assert catalogue.resources_for("nowhere") == ()


REFUSED = [
    ('"tiny.l1"', '"tiny.l9"', "resources.yaml:10: error: resource a-webinar: there is no lesson tiny.l9"),
    ('id: "a-book"', 'id: "a-webinar"', "resources.yaml:11: error: resource a-webinar: this id is used twice"),
    ("https://", "http://", "resources.yaml:2: error: resource a-webinar: the address is not encrypted"),
    ("https://example.org", "javascript:alert(1)", 'error: resource a-webinar: "url" cannot be'),
    ('kind: "book"', 'kind: "boook"', 'error: resource a-book: "kind" cannot be "boook"'),
    ('"2026-11-01"', '"soon"', 'error: resource a-webinar: "checked_on" cannot be "soon"; write a day like 2026-11-24'),
    ("On Welcomes", "<script>x</script>", "error: resource a-webinar: raw HTML is not allowed"),
    ("resources:", "resourcess:", 'resources.yaml:1: error: "resourcess" is not a field here'),
]


@pytest.mark.parametrize(("old", "new", "expected"), REFUSED)
def test_a_fault_is_named_and_stops_the_loading(resourceful: Any, old: str, new: str, expected: str):
    resourceful.edit("resources.yaml", old, new)

    assert any(expected in problem for problem in resourceful.problems())


LINTED = [
    ('"On Rules"\n  who: "Somebody"', '"On welcomes"\n  who: "A Library"', "error: resource a-book: is listed already"),
    ("Tells whom a rule shuts out.", "Good.", "error: resource a-book: good_for says too little"),
    ('"2026-11-01"', '"2026-12-01"', "error: resource a-webinar: 2026-12-01 is still to come"),
    ('"2026-11-01"', '"2025-11-01"', "warning: resource a-webinar: nobody has looked at it since 2025-11-01"),
]


@pytest.mark.parametrize(("old", "new", "expected"), LINTED)
def test_the_check_says_what_a_reader_would_stumble_over(resourceful: Any, old: str, new: str, expected: str):
    resourceful.edit("resources.yaml", old, new)

    (problem,) = found(resourceful)

    assert expected in problem
    assert load_catalogue(resourceful.root)
