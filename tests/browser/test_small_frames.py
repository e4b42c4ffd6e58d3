"""In the frames that Moodle gives: a dialog for content of 766 by 575, and 350 pixels high at 1366 by 650."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.stories import open_in_tab
from tests.conftest import World

DIALOG: ViewportSize = {"width": 766, "height": 575}
ACTIVITY: ViewportSize = {"width": 1366, "height": 350}
WIDTHS = [766, 1000, 1366]
CHOICES_IN_VIEW = """() => {
  const foot = document.querySelector(".pick-bar").getBoundingClientRect().top;
  return [...document.querySelectorAll("[data-pick] .choice")]
    .map((each) => each.getBoundingClientRect())
    .filter(({ top, bottom }) => top >= 0 && bottom <= foot).length;
}"""
PER_ROW = """() => {
  const rows = {};
  for (const each of document.querySelectorAll("nav.places li")) {
    const { top } = each.getBoundingClientRect();
    rows[top] = (rows[top] ?? 0) + 1;
  }
  return Object.values(rows);
}"""


def open_picker(page: Page, world: World) -> None:
    page.goto(f"{world.platform.address}/as/rosa/courses/front-desk/add/launch?target=window")
    expect(page.locator("[data-picker]")).to_be_visible()


def expect_whole_in_view(button: Locator) -> None:
    expect(button.first).to_be_in_viewport(ratio=1)


def test_the_picker_shows_three_modules_and_its_button_in_moodles_dialog(world: World, page: Page) -> None:
    page.set_viewport_size(DIALOG)
    open_picker(page, world)

    assert page.evaluate(CHOICES_IN_VIEW) >= 3
    expect_whole_in_view(page.get_by_role("button", name="Add to course"))

    page.set_viewport_size(ACTIVITY)
    expect_whole_in_view(page.get_by_role("button", name="Add to course"))


def test_the_main_button_is_in_view_in_moodles_frame(world: World, page: Page) -> None:
    page.set_viewport_size(ACTIVITY)
    open_in_tab(page, world, "mei-ling")
    expect_whole_in_view(page.get_by_role("link", name="Start:"))

    open_in_tab(page, world, "rosa")
    expect_whole_in_view(page.get_by_role("link", name="Preview as a learner"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_tab_of_an_instructor_stands_alone(world: World, page: Page, language: str) -> None:
    world.platform.people["rosa"] = replace(world.platform.people["rosa"], locale=language)
    open_in_tab(page, world, "rosa")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 650})
        assert min(page.evaluate(PER_ROW)) > 1, width
