"""What was chosen in the tool comes back through a page of the LMS that must be heard: in a frame, or by its opener."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.stories import press, tool_in
from tests.conftest import World

HEARD_BY = [("moodle", "a frame", True), ("moodle", "an opener", False), ("moodle", "nobody", False)]
HEARD_BY += [("canvas", "a frame", True), ("canvas", "an opener", True), ("canvas", "nobody", False)]


@pytest.mark.parametrize(("imitates", "whom", "is_heard"), HEARD_BY)
def test_the_return_page_needs_somebody_who_hears_it(world: World, page: Page, whom: str, is_heard: bool) -> None:
    course = f"{world.platform.address}/as/rosa/courses/front-desk"
    before = len(world.platform.links)
    page.goto(course)
    if whom == "a frame":
        page.get_by_role("link", name="Add content").first.click()
        choose(tool_in(page))
        expect(page.get_by_role("status")).to_have_text("Added: Yes, and!.")
    else:
        tab = open_tab(page, f"{course}/add/launch?target=window", with_opener=whom == "an opener")
        choose(tab)
        words = tab.get_by_text("Nothing was added.") if not is_heard else tab.get_by_text("Added: Yes, and!.")
        expect(words).to_be_visible()

    assert (len(world.platform.links) > before) == is_heard


def open_tab(page: Page, url: str, with_opener: bool) -> Page:
    if not with_opener:
        page.goto(url)
        return page
    with page.expect_popup() as opened:
        page.evaluate("url => { window.open(url); }", url)
    return opened.value


def choose(tool: Page | FrameLocator) -> None:
    tool.locator("input[name=module][value=culture-of-yes]").check()
    press(tool, tool.get_by_role("button", name="Add to course"))
