"""A tool that serves the quiz course, and people who come through the links of its modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.support.door import Door, set_up_door
from tests.support.quiz_course import teach
from tests.support.takers import Enter, entering


@pytest.fixture
def door(app: Flask, tmp_path: Path) -> Door:
    door = set_up_door(app)
    teach(door, tmp_path / "content")
    return door


@pytest.fixture
def enter(door: Door) -> Enter:
    """Launch somebody into a module; the same browser may be brought along."""
    return entering(door)
