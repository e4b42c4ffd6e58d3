"""A small course whose quizzes hold every type of question, and an operator at the same database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import InProcess
from tests.support.door import Teach
from tests.support.quiz_course import teach


@pytest.fixture
def course() -> Teach:
    return teach


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> InProcess:
    return InProcess(tmp_path, {"LTI_TOOL_DATABASE_URL": database_url})
