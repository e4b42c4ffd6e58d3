"""docs/coverage.md: made from the content as it is, and without gaps."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from lti_tool.cli.authors.content import content
from lti_tool.content.checking.coverage import cover
from lti_tool.content.source.loader import read_content

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date():
    made = CliRunner().invoke(content, ["coverage", str(ROOT / "content")]).stdout

    assert (ROOT / "docs/coverage.md").read_text(encoding="utf-8") == made, "run `make coverage`"


def test_no_behaviour_is_untaught_unpractised_or_untested():
    reading = read_content(ROOT / "content")
    without_quiz = {"LCS.B4"}  # sharing is done and answered by colleagues, not tested

    for row in cover(reading.frameworks, reading.modules):
        assert row.lessons, row.behaviour.code
        assert row.activities, row.behaviour.code
        assert row.items or row.behaviour.parent in without_quiz, row.behaviour.code
