"""A course in which everybody did everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.support.door import Door
from tests.support.whole_course import WholeCourse, live_together


@pytest.fixture
def whole(door: Door, runner: FlaskCliRunner, tmp_path: Path) -> WholeCourse:
    return live_together(door, runner, tmp_path / "content")
