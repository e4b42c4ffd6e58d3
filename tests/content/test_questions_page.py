"""The examples of docs/questions.md come in, and its tables name what the readers know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lti_tool.authoring.exchange.found import LARGEST_FILE, MOST_FOUND
from lti_tool.authoring.exchange.reading import read_file
from lti_tool.authoring.exchange.table.columns import COLUMNS
from lti_tool.authoring.service import MOST_IN_A_COURSE

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "types"),
    [("gift", ["single", "multi", "single", "match"]), ("csv", ["single", "best_worst", "family"])],
)
def test_the_examples_come_in(language: str, types: list[str]) -> None:
    (example,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)

    reading = read_file(example.encode(), f"example.{language}", ("True", "False"), frozenset())

    assert [getattr(found.draft, "type", None) for found in reading.found] == types
    assert all(found.is_usable for found in reading.found)
    assert reading.notes == ()


def test_the_page_names_every_column_and_the_bounds() -> None:
    for column in COLUMNS:
        letterless = re.sub(r" [b-e]$", " a", column)
        assert f"`{letterless}`" in PAGE, column
    assert LARGEST_FILE == 8 * 1024 * 1024
    assert f"8 MB, 100,000 lines or {MOST_FOUND:,} questions" in PAGE
    assert f"A course keeps {MOST_IN_A_COURSE} of its own" in PAGE
