"""A small course whose quizzes hold every type of question, and an operator at the same database."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.support.command_line import InProcess
from tests.support.door import Door, Teach
from tests.support.quiz_course import teach
from tests.support.whole_course import WholeCourse, live_together


@pytest.fixture
def course() -> Teach:
    return teach


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> InProcess:
    return InProcess(tmp_path, {"LTI_TOOL_DATABASE_URL": database_url})


@pytest.fixture
def whole(door: Door, runner: FlaskCliRunner, tmp_path: Path) -> WholeCourse:
    """A course in which everybody did everything."""
    return live_together(door, runner, tmp_path / "content")
