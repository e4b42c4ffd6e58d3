"""At ease in an LMS's frame: it is as high as its page, so only the LMS scrolls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desks import DESKTOP, PHONE, Desks
from tests.browser.stories import (
    MODULE,
    expect_heading,
    finish_lesson,
    frame_of,
    go_straight_to_the_quiz,
    open_in_course,
    press,
    settle,
    submit_with_gaps,
    tool_in,
)
from tests.conftest import World

NOTHING_SIDEWAYS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
NOTHING_TO_SCROLL = """() => {
  const root = document.documentElement;
  return root.scrollHeight <= window.innerHeight && root.scrollWidth <= window.innerWidth;
}"""
HEIGHT_WITHIN = """([lowest, highest]) => {
  const { height } = document.querySelector("iframe.tool").getBoundingClientRect();
  return height >= lowest && height <= highest;
}"""
ENDLESS = 100_000  # px


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
    submit_with_gaps(tool)
    expect_heading(tool, "Your result")
    expect_no_inner_scrolling(page)
    tool.get_by_role("button", name="Leave").click()
    expect_heading(tool, "All done for now")
    expect_no_inner_scrolling(page)


def expect_no_inner_scrolling(page: Page) -> None:
    assert settle(tool_in(page))
    frame_of(page).wait_for_function(NOTHING_TO_SCROLL)
    page.wait_for_function(NOTHING_SIDEWAYS)


def test_the_frame_follows_a_page_that_grows_and_shrinks(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    module_height = frame_height(page)
    tool.get_by_role("link", name="Start:").click()
    press(tool, tool.locator(".step.now [data-whole]"))
    assert settle(tool)
    expect_height(page, module_height + 1, ENDLESS)
    lesson_height = frame_height(page)

    assert lesson_height > module_height

    page.set_viewport_size(PHONE)
    expect_height(page, lesson_height + 1, ENDLESS)
    page.set_viewport_size(DESKTOP)
    expect_height(page, lesson_height - 8, lesson_height + 8)
    assert settle(tool)
    tool.get_by_role("button", name="Leave").click()
    expect_heading(tool, "All done for now")
    expect_height(page, 0, module_height - 1)


def test_the_next_lesson_begins_where_its_reader_looks(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()
    assert settle(tool)

    finish_lesson(tool)

    expect(tool.get_by_text("Lesson 2 of 5")).to_be_in_viewport()


def expect_height(page: Page, lowest: float, highest: float) -> None:
    """The frame becomes this high; its page, in another process, hears of a new width a little later."""
    page.wait_for_function(HEIGHT_WITHIN, arg=[lowest, highest])


def frame_height(page: Page) -> float:
    box = page.locator("iframe.tool").bounding_box()
    assert box is not None
    return box["height"]
