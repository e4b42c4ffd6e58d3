"""The whole journey through each imitated LMS, through the tool's own doors; the page of interoperability tells it."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.demo_lms.dialects import DIALECTS
from tests.dialects.campus import open_campus
from tests.dialects.journey import Step
from tests.dialects.steps import travel
from tests.dialects.table import DOCUMENT, document, read_record


@pytest.mark.parametrize("name", list(DIALECTS))
def test_what_comes_of_each_step_is_what_the_page_says(app: Flask, name: str) -> None:
    came = travel(open_campus(app, name))

    said = read_record(DOCUMENT.read_text(encoding="utf-8"))
    assert came == said[name], "run: make interoperability"
    assert came[Step.LEARN] == "5 of 5 lessons done"
    assert came[Step.GRADE].startswith("90 in the gradebook")
    assert "missing" not in came[Step.COMPARE]
    assert "lost" not in came[Step.COMMENT]
    assert "could not be delivered" not in came[Step.LEFT]
    assert came[Step.REFRESH].startswith("100 in the gradebook")
    assert came[Step.COPY].startswith("70 in the copy’s own column")


def test_the_page_is_made_from_the_dialects_and_from_the_journeys() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")

    assert page == document(read_record(page)), "run: make interoperability"
