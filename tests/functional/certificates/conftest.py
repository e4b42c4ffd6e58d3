"""A tool that serves the small course, and learners who finish its modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.support.door import Door, set_up_door
from tests.support.small_course import Enter, Learner, teach


@pytest.fixture
def door(app: Flask, tmp_path: Path) -> Door:
    door = set_up_door(app)
    teach(door, tmp_path / "content")
    return door


@pytest.fixture
def enter(door: Door) -> Enter:
    def enter(person: str = "mei-ling", module: str = "window", **claims: object) -> Learner:
        browser = door.browser()
        link = {"id": f"link-{module}", "title": module}
        page = door.enter(browser, person, custom={"module": module}, resource_link=link, **claims)
        return Learner(door, browser, page, module)

    return enter
