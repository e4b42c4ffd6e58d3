"""Somebody with a browser in a lesson that has every kind of activity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.door import Door, Fields
from tests.support.learners import csrf
from tests.support.visitor import Page

ACTIVITIES_COURSE = Path(__file__).parent / "activities_course"
WALKED_COURSE = Path(__file__).parent / "walked_course"
LESSON = "culture-of-yes.l1"


@dataclass
class Reader:
    """A learner, or an instructor looking as one."""

    door: Door
    browser: FlaskClient
    launch_id: str

    def path(self, rest: str = "", lesson: str = LESSON) -> str:
        return f"/l/{self.launch_id}/lessons/{lesson}{rest}"

    def read(self, lesson: str = LESSON) -> Page:
        return self.door.get(self.browser, self.path(lesson=lesson))

    def open(self, page: str) -> Page:
        return self.door.get(self.browser, f"/l/{self.launch_id}/{page}")

    def post(self, activity: str, fields: Fields | None = None, **headers: str) -> TestResponse:
        """Send an activity's form as a browser does, without following the answer."""
        form = {"csrf_token": csrf(self.read())} | (fields or {})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path = self.path(f"/activities/{activity}")
        return self.browser.post(path, base_url=self.door.url, data=form, headers=named)

    def do(self, activity: str, fields: Fields | None = None) -> Page:
        """Send it, and be where the browser ends."""
        answer = self.post(activity, fields)
        if answer.status_code == 303:
            assert urlsplit(answer.location).fragment == f"activity-{activity}"
            return self.door.get(self.browser, answer.location.split("#")[0])
        return Page(f"{self.door.url}{self.path()}", answer, "POST", {})


def sit_down(door: Door, person: str = "mei-ling", **claims: Any) -> Reader:
    """Launch as this person, in a browser of their own."""
    browser = door.browser()
    door.enter(browser, person, **claims)
    launch = door.launch(browser, person, **claims)
    return Reader(door, browser, launch.response.location.split("/")[2])


def section(page: Page, activity: str) -> str:
    """What one activity's section says."""
    found = page.soup.select_one(f"#activity-{activity}")
    assert found is not None, page.text
    return " ".join(found.get_text(" ").split())
