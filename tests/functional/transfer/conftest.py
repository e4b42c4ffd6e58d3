"""The tool serves the quiz course."""

from __future__ import annotations

import pytest

from tests.support.door import Teach
from tests.support.quiz_course import teach


@pytest.fixture
def course() -> Teach:
    return teach
