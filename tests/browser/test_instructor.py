"""An instructor places content: by deep linking, and by a link made by hand."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desks import Desks
from tests.browser.stories import MODULE, expect_heading, open_course_page, open_in_course, press, tool_in
from tests.conftest import World

INSTRUCTOR_HOME = "Your module in this course"


def test_an_instructor_adds_a_module_with_points_and_opens_it(world: World, desk: BrowserContext, page: Page) -> None:
    open_course_page(page, world, "rosa")
    page.get_by_role("link", name="Add content").click()
    tool = tool_in(page)
    expect_heading(tool, "Add modules to your course")
    tool.get_by_role("checkbox", name=re.compile("^Yes, and!")).check()
    tool.get_by_label("Points in your gradebook").fill("50")
    press(tool, tool.get_by_role("button", name="Add to course"))

    expect(page.get_by_role("status")).to_have_text(f"Added: {MODULE}.")
    page.get_by_role("link", name=MODULE).last.click()
    expect_heading(tool_in(page), INSTRUCTOR_HOME)
    expect(tool_in(page).get_by_role("heading", name=MODULE)).to_be_visible()
    open_course_page(page, world, "rosa", "gradebook")
    expect(page.get_by_role("columnheader", name=f"{MODULE} of 50")).to_be_visible()


def test_an_instructor_who_cancels_comes_back_with_nothing_added(world: World, page: Page) -> None:
    open_course_page(page, world, "rosa", "add")
    tool = tool_in(page)
    expect_heading(tool, "Add modules to your course")

    tool.get_by_role("button", name="Cancel").click()

    expect_heading(page, "Front desk essentials")
    expect(page.get_by_role("link", name=MODULE)).to_have_count(1)


def test_a_link_made_by_hand_asks_its_instructor_and_greets_a_learner_who_came_first(
    world: World, desks: Desks
) -> None:
    rosas, mei_lings = desks.fresh().new_page(), desks.fresh().new_page()
    open_course_page(rosas, world, "rosa")
    rosas.get_by_role("link", name="Add a link by hand").click()
    rosas.get_by_label("Title").fill("Saying yes")
    rosas.get_by_role("button", name="Add the link").click()
    expect(rosas.get_by_role("status")).to_have_text("Added: Saying yes.")

    open_course_page(mei_lings, world, "mei-ling")
    mei_lings.get_by_role("link", name="Saying yes").click()
    expect_heading(tool_in(mei_lings), "You are early")

    choose_the_module(rosas)
    mei_lings.reload()
    expect_heading(tool_in(mei_lings), MODULE)


def choose_the_module(page: Page) -> None:
    page.get_by_role("link", name="Saying yes").click()
    tool = tool_in(page)
    expect(tool.get_by_text("Nothing chosen yet")).to_be_visible()
    press(tool, tool.get_by_role("link", name="Choose a module"))
    expect_heading(tool, "Choose a module")
    tool.get_by_role("radio", name=re.compile("^Yes, and!")).check()
    press(tool, tool.get_by_role("button", name="Show this module"))
    expect(tool.get_by_role("heading", name=MODULE)).to_be_visible()


def test_an_instructor_looks_at_the_module_as_a_learner_does(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "rosa")
    expect_heading(tool, INSTRUCTOR_HOME)

    tool.get_by_role("link", name="Preview as a learner").click()

    expect_heading(tool, MODULE)
    expect(tool.get_by_text("Nothing you do here is graded or counted.")).to_be_visible()
    expect(tool.get_by_role("button", name="quiz")).to_be_visible()
    tool.get_by_role("link", name="Back to your instructor page").click()
    expect_heading(tool, INSTRUCTOR_HOME)
