"""The whole job inside the frame of another site, in browsers that treat its cookies in four ways."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.cookie_modes import (
    ALL_BLOCKED,
    ALLOWED,
    BOTH,
    REFUSED_IN_FRAMES,
    THIRD_PARTY_BLOCKED,
    CookieMode,
)
from tests.browser.cookie_probe import PARTITIONED, CookieProbe
from tests.browser.desks import Desks
from tests.browser.stories import (
    MODULE,
    Place,
    do_the_whole_job,
    expect_grade_in_gradebook,
    expect_heading,
    open_in_course,
    press,
)
from tests.conftest import World

LEARNER = "mei-ling"


@pytest.mark.parametrize(
    "mode", [ALLOWED, THIRD_PARTY_BLOCKED, REFUSED_IN_FRAMES, ALL_BLOCKED], ids=lambda mode: mode.name
)
def test_chromium_treats_a_framed_sites_cookies_as_the_mode_says(
    desks: Desks, cookie_probe: CookieProbe, mode: CookieMode
) -> None:
    desk = desks.with_preferences(mode.preferences)

    assert cookie_probe.kept_in_a_frame(desk) == mode.in_a_frame
    assert cookie_probe.kept_in_a_tab(desk) == mode.in_a_tab


def test_the_browser_of_all_other_tests_treats_them_as_chromium_does_when_it_is_fresh(
    desks: Desks, cookie_probe: CookieProbe
) -> None:
    fresh, as_it_comes = desks.fresh(), desks.as_it_comes()

    assert cookie_probe.kept_in_a_frame(fresh) == cookie_probe.kept_in_a_frame(as_it_comes) == {PARTITIONED}
    assert cookie_probe.kept_in_a_tab(fresh) == cookie_probe.kept_in_a_tab(as_it_comes) == BOTH


@pytest.mark.parametrize("mode", [ALLOWED, THIRD_PARTY_BLOCKED], ids=lambda mode: mode.name)
def test_the_whole_job_works_inside_the_frame(
    world: World, desks: Desks, cookie_probe: CookieProbe, mode: CookieMode
) -> None:
    desk = desks.with_preferences(mode.preferences)
    assert cookie_probe.kept_in_a_frame(desk) == mode.in_a_frame
    page = desk.new_page()

    do_the_whole_job(world, open_in_course(page, world, LEARNER))

    assert desk.pages[-1] == page, "no window was opened"
    expect_grade_in_gradebook(page, world, LEARNER, "100")


def test_a_browser_as_it_comes_does_the_whole_job_inside_the_frame(
    world: World, desks: Desks, cookie_probe: CookieProbe
) -> None:
    desk = desks.as_it_comes()
    assert cookie_probe.kept_in_a_frame(desk) == THIRD_PARTY_BLOCKED.in_a_frame
    page = desk.new_page()

    do_the_whole_job(world, open_in_course(page, world, LEARNER))

    expect_grade_in_gradebook(page, world, LEARNER, "100")


def test_where_the_frame_keeps_no_cookie_one_click_opens_the_same_launch_in_a_tab(
    world: World, desks: Desks, cookie_probe: CookieProbe
) -> None:
    desk = desks.with_preferences(REFUSED_IN_FRAMES.preferences)
    assert cookie_probe.kept_in_a_frame(desk) == set()
    page = desk.new_page()
    framed = open_in_course(page, world, LEARNER)
    expect_heading(framed, "One more step: open in a new tab")

    tab = press_open_in_a_new_tab(desk, framed)

    do_the_whole_job(world, tab)
    expect_heading(framed, "One more step: open in a new tab")
    expect_grade_in_gradebook(page, world, LEARNER, "100")


def test_the_login_leaves_for_the_platform_only_after_the_click(world: World, desks: Desks) -> None:
    desk = desks.with_preferences(REFUSED_IN_FRAMES.preferences)
    asked = note_authentication_requests(desk, world)
    framed = open_in_course(desk.new_page(), world, LEARNER)
    expect_heading(framed, "One more step: open in a new tab")
    assert asked == []

    tab = press_open_in_a_new_tab(desk, framed)

    expect_heading(tab, MODULE)
    assert len(asked) == 1


def test_where_all_cookies_are_blocked_the_tab_says_so_in_words(
    world: World, desks: Desks, cookie_probe: CookieProbe
) -> None:
    desks.foreseen.append("status of 403")
    desk = desks.with_preferences(ALL_BLOCKED.preferences)
    assert cookie_probe.kept_in_a_tab(desk) == set()
    asked = note_authentication_requests(desk, world)
    framed = open_in_course(desk.new_page(), world, LEARNER)

    tab = press_open_in_a_new_tab(desk, framed)

    expect_heading(tab, "Your browser is blocking cookies")
    expect(tab.get_by_text("Allow cookies for this site")).to_be_visible()
    assert asked == []


def press_open_in_a_new_tab(desk: BrowserContext, framed: Place) -> Page:
    with desk.expect_page() as opened:
        press(framed, framed.get_by_role("button", name="Open in a new tab"))
    return opened.value


def note_authentication_requests(desk: BrowserContext, world: World) -> list[str]:
    """The list of requests to the platform's authorisation endpoint, which grows as they are made."""
    asked: list[str] = []

    def note(url: str) -> None:
        if url.startswith(world.platform.auth_login_url):
            asked.append(url)

    desk.on("request", lambda request: note(request.url))
    return asked
