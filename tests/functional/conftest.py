"""The tool's two doors and whoever comes through them, for every test that needs no server behind them.

A folder's conftest says which course the tool serves, by a `course` of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.support.door import Door, Teach, set_up_door
from tests.support.takers import Enter, Taker, entering


@pytest.fixture
def course() -> Teach | None:
    """What teaches the tool the course to serve; None leaves it the one of its settings."""
    return None


@pytest.fixture
def door(app: Flask, tmp_path: Path, course: Teach | None) -> Door:
    door = set_up_door(app)
    if course:
        course(door, tmp_path / "content")
    return door


@pytest.fixture
def enter(door: Door) -> Enter:
    """Launch somebody into a module; the same browser may be brought along."""
    return entering(door, Taker, "types")
