"""The tool serves the small course, and learners finish its modules."""

from __future__ import annotations

import pytest

from tests.support.door import Door, Teach
from tests.support.small_course import Enter, Learner, teach
from tests.support.takers import entering


@pytest.fixture
def course() -> Teach:
    return teach


@pytest.fixture
def enter(door: Door) -> Enter:
    """Launch a learner into a module."""
    return entering(door, Learner, "window")
