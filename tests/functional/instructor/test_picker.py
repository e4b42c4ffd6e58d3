"""Placing: looking through the modules, choosing several, and what each link is sent with and takes up."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.visitor import Page, fields_of

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS: dict[str, Any] = {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://lms.example/return"}
IN_ORDER = ["compass", "diploma", "refresher", "retake", "rules", "thrice", "types"]


@pytest.fixture
def browser(door: Door) -> FlaskClient:
    return door.browser()


def open_picker(door: Door, browser: FlaskClient, **settings: Any) -> Page:
    return door.open(browser, door.choose_content(browser, deep_linking_settings=SETTINGS | settings))


def press(door: Door, browser: FlaskClient, page: Page, **fields: Any) -> Page:
    """Send the picker's form as the browser has it, with these fields changed; the page that comes is not followed."""
    form = page.form("Add to course")
    sent = fields_of(form) | {
        str(each["name"]): str(each.get("value", "")) for each in form.select("option[selected]") if each.get("name")
    }
    answer = browser.post(page.path, base_url=door.url, data=sent | fields)
    return Page(page.url, answer, "POST", {})


def shown(page: Page) -> list[str]:
    return [str(row.select_one("[name=module]")["value"]) for row in page.soup.select("[data-pick]:not([hidden])")]  # type: ignore[index]


def items(page: Page) -> list[dict[str, Any]]:
    assert page.status == 200, page.text
    claims = jwt.decode(str(fields_of(page.form())["JWT"]), options={"verify_signature": False})
    found: list[dict[str, Any]] = claims[f"{DL}content_items"]
    return found


def test_modules_are_looked_through_without_a_script(door: Door, browser: FlaskClient) -> None:
    page = open_picker(door, browser)
    everything = shown(page)
    assert sorted(everything) == IN_ORDER
    for asked, expected in (
        ({"q": "  RÉTAKE "}, ["retake"]),
        ({"q": "explains"}, ["types", "compass", "rules", "diploma"]),
        ({"competency": "LCS.C3", "kind": "module"}, ["types", "retake", "thrice"]),
        ({"competency": "LCS.C", "kind": "certificate"}, ["diploma"]),
        ({"minutes": "15"}, ["refresher"]),
        ({"minutes": "nine", "kind": "x", "competency": "", "q": "\0"}, everything),
    ):
        found = press(door, browser, page, act="filter", **asked)
        assert sorted(shown(found)) == sorted(expected), asked
        assert ("No modules match" in found.text) == (not expected)
        assert sorted(shown(press(door, browser, found, act="clear"))) == sorted(everything)


def test_what_was_chosen_and_typed_outlives_a_search(door: Door, browser: FlaskClient) -> None:
    fields = {"module": "types", "types-title": "My own title", "score_maximum": "7"}
    found = press(door, browser, open_picker(door, browser), act="filter", q="retake", **fields)

    assert sorted(shown(found)) == ["retake", "types"]
    assert "Chosen: Module types." in found.text
    (item,) = items(press(door, browser, found))
    assert item["title"] == "My own title"
    assert item["lineItem"]["scoreMaximum"] == 7


def test_the_whole_course_is_one_press_in_order_with_sensible_defaults(door: Door, browser: FlaskClient) -> None:
    page = open_picker(door, browser)
    sent = items(press(door, browser, page, act="whole"))

    assert [item["custom"]["module"] for item in sent] == [each for each in shown(page) if each != "refresher"]
    assert {item["custom"]["module"]: item.get("lineItem", {}).get("scoreMaximum") for item in sent} == {
        "types": 100,
        "retake": 100,
        "thrice": 100,
        "rules": 100,
        "diploma": 100,
        "compass": None,
    }


def test_a_refresher_is_placed_with_a_column_of_its_own_unless_it_is_not_to_be_graded(
    door: Door, browser: FlaskClient
) -> None:
    page = open_picker(door, browser)
    assert "Graded by taking part, whatever the answers." in page.text
    [graded] = items(press(door, browser, page, module=["refresher"], score_maximum="5"))
    [ungraded] = items(
        press(door, browser, open_picker(door, browser), module=["refresher"], **{"refresher-not_graded": "y"})
    )

    assert graded["custom"]["module"] == "refresher"
    assert (graded["title"], graded["lineItem"]["scoreMaximum"]) == ("Refresher", 5)
    assert graded["lineItem"]["resourceId"] == "refresher"
    assert "lineItem" not in ungraded


def test_one_module_is_placed_with_its_own_title_points_and_dates(door: Door, browser: FlaskClient) -> None:
    page = press(
        door,
        browser,
        open_picker(door, browser),
        module=["types", "retake"],
        score_maximum="50",
        time_zone="America/New_York",
        **{
            "types-title": "  Saying\tyes ",
            "types-score_maximum": "20",
            "types-opens_at": "2030-03-01T08:00",
            "types-due_at": "2030-03-10T17:30",
            "types-closes_at": "2030-03-12T17:30",
            "retake-not_graded": "y",
        },
    )

    types, retake = sorted(items(page), key=lambda item: item["custom"]["module"], reverse=True)
    assert (types["title"], types["lineItem"]["scoreMaximum"], types["lineItem"]["label"]) == (
        "Saying yes",
        20,
        "Saying yes",
    )
    assert types["available"] == {"startDateTime": "2030-03-01T13:00:00Z", "endDateTime": "2030-03-12T21:30:00Z"}
    assert types["submission"] == {"endDateTime": "2030-03-10T21:30:00Z"}
    assert "lineItem" not in retake

    link = {"id": "placed", "title": types["title"]}
    door.enter(door.browser(), "rosa", custom=types["custom"], resource_link=link)
    door.enter(door.browser(), "rosa", custom=retake["custom"], resource_link={"id": "ungraded", "title": "Retake"})
    with door.session() as session:
        graded, ungraded = session.scalars(select(Placement).order_by(Placement.id)).all()
        assert (graded.score_maximum, graded.is_graded) == (20, True)
        assert [moment and moment.isoformat() for moment in graded.settings.dates()] == [
            "2030-03-01T13:00:00+00:00",
            "2030-03-10T21:30:00+00:00",
            "2030-03-12T21:30:00+00:00",
        ]
        assert (ungraded.score_maximum, ungraded.is_graded) == (50, False)


def test_what_contradicts_itself_is_said_at_its_place_and_nothing_is_sent(door: Door, browser: FlaskClient) -> None:
    page = open_picker(door, browser)
    for fields, words in (
        ({"types-opens_at": "2030-03-02T08:00", "types-closes_at": "2030-03-01T08:00"}, "would close before it opens"),
        ({"types-due_at": "2030-03-03T08:00", "types-closes_at": "2030-03-01T08:00"}, "would be due after it closes"),
        ({"types-due_at": "2030-03-01T08:00", "types-opens_at": "2030-03-03T08:00"}, "would be due before it opens"),
        ({"types-due_at": "0001-01-01T00:00"}, "Choose a year from 2000 to 2100"),
        ({"types-due_at": "next week"}, "Type a date and a time"),
        ({"types-score_maximum": "101"}, "whole number from 1 to 100"),
        ({"types-title": "x" * 256}, "at most 255 characters"),
    ):
        refused = press(door, browser, page, module="types", **fields)
        assert refused.status == 400
        assert "Nothing is added yet" in refused.text
        row = next(each for each in refused.soup.select("[data-pick]") if each.select_one("[value=types]"))
        assert words in row.get_text(" "), fields
        assert row.select_one("details.pick-options")["open"] == ""  # type: ignore[index]


def test_where_the_platform_takes_one_module_only_one_is_sent(door: Door, browser: FlaskClient) -> None:
    page = open_picker(door, browser, accept_multiple=False)

    assert page.soup.select("input[type=radio][name=module]")
    assert "Add the whole course" not in page.text
    assert "one module at a time" in press(door, browser, page, module=["types", "rules"]).text
    assert len(items(press(door, browser, page, module="rules"))) == 1


def test_what_the_course_has_already_is_marked(door: Door, browser: FlaskClient) -> None:
    door.enter(door.browser(), "mei-ling", custom={"module": "types"})
    assert press(door, browser, open_picker(door, browser), module="retake").status == 200

    page = open_picker(door, browser)

    marked = {
        str(row.select_one("[name=module]")["value"]): " ".join(mark.get_text(" ").split())  # type: ignore[index]
        for row in page.soup.select("[data-pick]")
        if (mark := row.select_one(".pick-placed"))
    }
    assert set(marked) == {"types", "retake"}
    assert marked["types"] == "In this course already"
    assert marked["retake"].startswith("Chosen already, not opened yet")
    assert "2 of them are in this course already, and would be added again." in page.text
