"""The whole journey through each imitated LMS, through the tool's own doors."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.demo_lms.dialects import DIALECTS
from tests.dialects.campus import open_campus
from tests.dialects.journey import Journey


@pytest.mark.parametrize("name", list(DIALECTS))
def test_the_journey(app: Flask, name: str) -> None:
    for step, what in Journey(open_campus(app, name)).travel().items():
        print(step, "::", what)
