"""The picker looks into the lessons of the shipped course."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.functional.instructor.test_picker import open_picker, press, shown
from tests.support.door import Door


@pytest.fixture
def course() -> None:
    """The course that is shipped, not the quiz course of this folder."""


@pytest.fixture
def browser(door: Door) -> FlaskClient:
    return door.browser()


def test_words_inside_of_the_lessons_find_their_module(door: Door, browser: FlaskClient) -> None:
    page = open_picker(door, browser)
    for asked, module, lesson in (
        ("fines", "share-forward", "Give credit"),
        ("angry", "difficult-moments", "What sets you off"),
    ):
        found = press(door, browser, page, act="filter", q=asked)
        assert module in shown(found)
        hit = found.soup.select_one(f"[data-hit={module}]")
        assert hit is not None
        assert lesson in hit.get_text()
        assert hit.select("mark")
        assert f'data-hit="{module}"' in door.get(browser, f"{page.path}/found?q={asked}").response.text
    assert "data-hit" not in door.get(browser, f"{page.path}/found?q=xyzzy").response.text
