"""At ease in an LMS's frame: it is as high as its page, so only the LMS scrolls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desks import DESKTOP, PHONE, Desks
from tests.browser.stories import (
    MODULE,
    expect_heading,
    frame_of,
    go_straight_to_the_quiz,
    open_in_course,
    settle,
    submit,
    tool_in,
)
from tests.conftest import World

INNER_SCROLL = """() => {
  const root = document.documentElement;
  return {down: root.scrollHeight - window.innerHeight, sideways: root.scrollWidth - window.innerWidth};
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_scrolls_inside_its_frame(world: World, desks: Desks, size: ViewportSize) -> None:
    page = desks.fresh(viewport=size).new_page()
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    expect_no_inner_scrolling(page)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()
    expect_no_inner_scrolling(page)
    tool.get_by_role("link", name=MODULE).first.click()
    go_straight_to_the_quiz(tool)
    expect_no_inner_scrolling(page)
    submit(tool)
    tool.get_by_role("button", name="Submit anyway").click()
    expect_heading(tool, "Your result")
    expect_no_inner_scrolling(page)
    tool.get_by_role("button", name="Leave").click()
    expect_heading(tool, "All done for now")
    expect_no_inner_scrolling(page)


def expect_no_inner_scrolling(page: Page) -> None:
    assert settle(tool_in(page))
    inner = frame_of(page).evaluate(INNER_SCROLL)
    assert inner["down"] <= 0
    assert inner["sideways"] <= 0
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_frame_follows_a_page_that_grows_and_shrinks(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    module_height = frame_height(page)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()
    assert settle(tool)
    lesson_height = frame_height(page)

    page.set_viewport_size(PHONE)
    assert settle(tool)
    assert frame_height(page) > lesson_height > module_height

    page.set_viewport_size(DESKTOP)
    assert settle(tool)
    assert frame_height(page) == pytest.approx(lesson_height, abs=8)
    tool.get_by_role("button", name="Leave").click()
    expect_heading(tool, "All done for now")
    assert frame_height(page) < module_height


def test_the_next_lesson_begins_where_its_reader_looks(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()
    assert settle(tool)

    tool.get_by_role("button", name="Done").click()

    expect(tool.get_by_text("Lesson 2 of 5")).to_be_in_viewport()


def frame_height(page: Page) -> float:
    box = page.locator("iframe.tool").bounding_box()
    assert box is not None
    return box["height"]
