"""The picker as people use it: in three clicks, in a frame of 360 pixels, and with nothing but a keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.desks import PHONE, Desks
from tests.browser.looks import problems
from tests.browser.stories import expect_heading, frame_of, open_course_page, press, tool_in
from tests.conftest import World

PICKER = "Add modules to your course"


def test_three_clicks_place_a_module(world: World, page: Page) -> None:
    open_course_page(page, world, "rosa")

    page.get_by_role("link", name="Add content").click()
    tool = tool_in(page)
    expect_heading(tool, PICKER)
    tool.get_by_role("checkbox", name=re.compile("^Service, every time")).check()
    press(tool, tool.get_by_role("button", name="Add to course"))

    expect(page.get_by_role("status")).to_have_text("Added: Service, every time.")


def test_what_stands_in_a_lesson_is_found_as_one_types(world: World, page: Page) -> None:
    open_course_page(page, world, "rosa", "add")
    tool = tool_in(page)
    expect_heading(tool, PICKER)

    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/deep-linking/found?**", hold)
    with page.expect_request("**/deep-linking/found?**"):
        tool.get_by_label("Search").press_sequentially("narcan")
    expect(tool.locator("[data-found]")).to_have_text("Looking inside the lessons…")  # none is called missing so soon
    for each in held:
        each.continue_()
    expect(tool.locator("[data-hit]")).to_contain_text("Asleep, or not rousable")
    expect(tool.locator("[data-pick]:visible")).to_have_count(1)
    tool.get_by_role("button", name="Show all").click()
    expect(tool.locator("[data-hit]")).to_have_count(0)


def test_in_a_narrow_frame_by_keyboard_alone(world: World, desks: Desks) -> None:
    page = phone(desks).new_page()
    open_course_page(page, world, "rosa", "add")
    tool = tool_in(page)
    expect_heading(tool, PICKER)
    assert tool.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")

    tool.get_by_label("Search").focus()
    page.keyboard.type("yes, and")
    page.keyboard.press("Enter")  # looks, and sends nothing
    expect_heading(tool, PICKER)
    expect(tool.locator("[data-pick]:visible").first).to_contain_text("Yes, and!")

    choice = tool.get_by_role("checkbox", name=re.compile("^Yes, and!"))
    press_tab_to(page, choice)
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    expect(tool.get_by_text("Chosen: Yes, and!.")).to_be_attached()

    options = tool.locator("[data-pick]:visible details.pick-options summary")
    press_tab_to(page, options)
    page.keyboard.press("Enter")
    title = tool.locator("[data-pick]:visible").get_by_label("Title of the link")
    press_tab_to(page, title)
    page.keyboard.press("Control+a")
    page.keyboard.type("Say yes first")
    assert_not_covered(title)
    press_tab_to(page, tool.get_by_role("button", name="Add to course"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Added: Say yes first.")


def test_a_lesson_is_read_in_its_place_and_what_was_chosen_stays(world: World, desks: Desks) -> None:
    page = phone(desks).new_page()
    open_course_page(page, world, "rosa", "add")
    tool = tool_in(page)
    expect_heading(tool, PICKER)
    tool.get_by_role("checkbox", name=re.compile("^Service, every time")).check()
    press(tool, tool.locator("[data-pick]", has_text="Yes, and!").first.locator("details.pick-inside > summary"))
    press(tool, tool.locator("details.pick-reading:visible > summary").first)

    reading = tool.locator("[data-lesson-text]")
    expect(reading).to_have_count(1)
    expect(reading).to_be_visible()
    expect(reading.get_by_text("Something to do:").first).to_be_visible()
    expect(tool.get_by_role("checkbox", name=re.compile("^Service, every time"))).to_be_checked()
    assert problems(page, frame_of(page)) == []


def phone(desks: Desks) -> BrowserContext:
    return desks.fresh(viewport=PHONE)


def press_tab_to(page: Page, wanted: Locator, most: int = 40) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not within {most} presses of Tab")


def assert_not_covered(field: Locator) -> None:
    """What is in focus is not under the bar that sticks to the bottom."""
    assert field.evaluate(
        """each => { const { left, top, width, height } = each.getBoundingClientRect();
        return each.contains(document.elementFromPoint(left + width / 2, top + height / 2)); }"""
    )
