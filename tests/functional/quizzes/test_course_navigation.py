"""Canvas: the JSON of its developer key, and the course menu's link, which opens the whole course."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.door import ROLE, Door
from tests.support.takers import Enter
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MENU = {"custom": {"page": "course"}, "resource_link": {"id": "course-menu"}}


@pytest.fixture
def configuration(door: Door) -> dict[str, Any]:
    answer = door.browser().get("/lti/canvas.json", base_url=door.url)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def test_canvas_reads_where_our_doors_are(configuration: dict[str, Any], door: Door) -> None:
    assert configuration["oidc_initiation_url"] == f"{door.url}/lti/login"
    assert configuration["target_link_uri"] == f"{door.url}/lti/launch"
    assert configuration["public_jwk_url"] == f"{door.url}/lti/jwks.json"
    assert len(configuration["scopes"]) == 5
    assert configuration["custom_fields"]["context_id_history"] == "$Context.id.history"
    assert configuration["custom_fields"]["canvas_lock_at"] == "$Canvas.assignment.lockAt.iso8601"


def test_canvas_reads_three_placements_of_which_two_pick_content(configuration: dict[str, Any]) -> None:
    [extension] = configuration["extensions"]

    assert extension["platform"] == "canvas.instructure.com"
    assert extension["privacy_level"] == "public"
    placements = {each["placement"]: each["message_type"] for each in extension["settings"]["placements"]}
    assert placements == {
        "assignment_selection": "LtiDeepLinkingRequest",
        "link_selection": "LtiDeepLinkingRequest",
        "course_navigation": "LtiResourceLinkRequest",
    }


def from_menu(door: Door, person: str) -> Page:
    return door.enter(door.browser(), person, **MENU)


def test_from_the_course_menu_a_learner_sees_every_module_with_their_progress(door: Door, enter: Enter) -> None:
    learner = enter()
    learner.post(f"{learner.base}/lessons/types.l1")

    page = from_menu(door, "mei-ling")

    assert page.path.endswith("/course")
    assert "Module types" in page.text
    assert "1 of 1 lesson done" in page.text
    assert "Back to the module" not in page.text


def test_from_the_course_menu_an_instructor_sees_the_catalogue_and_the_courses_progress(
    door: Door, enter: Enter
) -> None:
    learner = enter()
    learner.post(f"{learner.base}/lessons/types.l1")
    learner.take()

    page = from_menu(door, "rosa")

    assert page.path.endswith("/instructor/course")
    rows = {
        row.th.get_text(): [" ".join(td.get_text().split()) for td in row("td")] for row in page.soup("tr") if row.td
    }
    assert rows["Module types"][1:] == ["1 link", "1", "1"]
    assert rows["Module retake"][1:] == ["No link to it was opened yet", "0", "0"]


def test_an_instructor_of_another_course_sees_nothing_of_this_one(door: Door, enter: Enter) -> None:
    enter().take()

    page = door.enter(door.browser(), "rosa", **MENU, context={"id": "another"}, roles=[f"{ROLE}Instructor"])

    assert "1 link" not in page.text
