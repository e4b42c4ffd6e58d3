"""A course of one module whose first lesson has every kind of activity, and learners in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import tests.support
from lti_tool.settings import Settings
from tests.support.door import Door, Fields, set_up_door
from tests.support.learners import csrf
from tests.support.visitor import Page

COURSE = Path(__file__).parents[2] / "support" / "activities_course"
LESSON = "culture-of-yes.l1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": COURSE})


@dataclass
class Reader:
    """Somebody with a browser, reading the lesson."""

    door: Door
    browser: FlaskClient
    launch_id: str

    def path(self, rest: str = "") -> str:
        return f"/l/{self.launch_id}/lessons/{LESSON}{rest}"

    def read(self) -> Page:
        return self.door.get(self.browser, self.path())

    def post(self, activity: str, fields: Fields | None = None, **headers: str) -> TestResponse:
        """Send an activity's form as a browser does, without following the answer."""
        form = {"csrf_token": csrf(self.read())} | (fields or {})
        path = self.path(f"/activities/{activity}")
        return self.browser.post(path, base_url=self.door.url, data=form, headers=headers)

    def do(self, activity: str, fields: Fields | None = None) -> Page:
        """Send it, and be where the browser ends."""
        answer = self.post(activity, fields)
        if answer.status_code == 303:
            assert urlsplit(answer.location).fragment == f"activity-{activity}"
            return self.door.get(self.browser, urljoin(self.path(), answer.location).split("#")[0])
        return Page(f"{self.door.url}{self.path()}", answer, "POST", {})


@pytest.fixture
def door(app) -> Door:
    return set_up_door(app)


def sit_down(door: Door, person: str = "mei-ling", **claims: object) -> Reader:
    browser = door.browser()
    return Reader(door, browser, door.enter(browser, person, **claims).launch_id)


@pytest.fixture
def reader(door: Door) -> Reader:
    return sit_down(door)
