"""Where the frame keeps no cookie, what is chosen in a tab comes back through the frame: the LMS hears nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cookie_modes import REFUSED_IN_FRAMES
from tests.browser.cookie_probe import CookieProbe
from tests.browser.desks import Desks
from tests.browser.looks import problems
from tests.browser.stories import Place, expect_heading, frame_of, press, tool_in
from tests.browser.test_cookies import press_open_in_a_new_tab
from tests.conftest import World


def start_adding(page: Page, world: World) -> Place:
    page.goto(f"{world.platform.address}/as/rosa/courses/front-desk")
    page.get_by_role("link", name="Add content").first.click()
    framed = tool_in(page)
    expect_heading(framed, "One more step: open in a new tab")
    expect(framed.get_by_text("Keep this page open")).to_be_visible()
    return framed


@pytest.mark.parametrize("imitates", ["moodle", "canvas"])
def test_what_is_chosen_in_the_tab_is_added_through_the_frame(
    world: World, desks: Desks, cookie_probe: CookieProbe
) -> None:
    desk = desks.with_preferences(REFUSED_IN_FRAMES.preferences)
    assert cookie_probe.kept_in_a_frame(desk) == set()
    page = desk.new_page()
    framed = start_adding(page, world)
    assert problems(page, frame_of(page)) == []

    tab = press_open_in_a_new_tab(desk, framed)
    expect(tab.get_by_text("Keep the course page that you came from open")).to_be_visible()
    expect(framed.get_by_text("Waiting for what you choose in the new tab.")).to_be_visible()
    tab.locator("input[name=module][value=culture-of-yes]").check()
    press(tab, tab.get_by_role("button", name="Add to course"))

    expect_heading(tab, "Go back to your course")
    expect(page.get_by_role("status")).to_have_text("Added: Yes, and!.")
    assert problems(tab) == []
