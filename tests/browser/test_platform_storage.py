"""A cookie that is lost between login and launch: the platform's storage brings the launch home, where it answers."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from lti_tool.local_time import COOKIE
from tests.browser.cookie_modes import ALL_BLOCKED, REFUSED_IN_FRAMES, THIRD_PARTY_BLOCKED, CookieMode
from tests.browser.desks import Desks
from tests.browser.stories import MODULE, do_the_whole_job, expect_grade_in_gradebook, expect_heading, open_in_course
from tests.conftest import World

LEARNER = "mei-ling"
OPENING = "Opening your training"
LOST = "your browser does not let this page remember you"


def lose_cookies_on_the_way(desk: BrowserContext, world: World) -> list[str]:
    """Forget the tool's cookies while the first launch is on its way from the platform, as Sakai's frames do."""
    lost: list[str] = []

    def arrive(route: Route) -> None:
        if not lost:
            lost.append(route.request.url)
            desk.clear_cookies()
        route.continue_()

    desk.route(f"{world.tool_url}/lti/launch", arrive)
    return lost


def framed(page: Page, world: World) -> FrameLocator:
    return open_in_course(page, world, LEARNER)


def landed(page: Page, world: World, path: str = "/l/") -> FrameLocator:
    """The frame when the launch has come to its end: Playwright may hang over a page of another site that leaves."""
    with page.expect_event("framenavigated", lambda frame: urlsplit(frame.url).path.startswith(path)):
        return framed(page, world)


@pytest.mark.parametrize("mode", [None, THIRD_PARTY_BLOCKED], ids=["as it comes", "third-party cookies blocked"])
def test_a_platform_that_answers_brings_a_launch_home_whose_cookie_was_lost(
    world: World, desks: Desks, mode: CookieMode | None
) -> None:
    world.platform.offers_storage = True
    desk = desks.with_preferences(mode.preferences) if mode else desks.fresh()
    lost = lose_cookies_on_the_way(desk, world)
    page = desk.new_page()

    do_the_whole_job(world, landed(page, world))

    assert len(lost) == 1
    expect_grade_in_gradebook(page, world, LEARNER, "100")


def test_a_platform_that_announces_and_never_answers_leaves_words_and_no_session(world: World, desks: Desks) -> None:
    world.platform.offers_storage = True
    world.platform.faults.storage_silent = True
    desk = desks.fresh()
    lose_cookies_on_the_way(desk, world)

    tool = landed(desk.new_page(), world, "/lti/launch")

    expect(tool.get_by_text(LOST)).to_be_visible()
    expect(tool.locator("body[data-launch]")).to_have_count(0)
    assert {each["name"] for each in desk.cookies("http://localhost")} <= {COOKIE}, "no session; where its clock is"


def test_a_platform_that_never_answers_keeps_nobody_waiting_whose_cookie_is_kept(world: World, desks: Desks) -> None:
    world.platform.offers_storage = True
    world.platform.faults.storage_silent = True

    expect_heading(landed(desks.fresh().new_page(), world), MODULE)


def test_a_platform_that_knows_no_storage_is_told_in_words(world: World, desks: Desks) -> None:
    desks.foreseen.append("status of 40")
    desk = desks.fresh()
    lose_cookies_on_the_way(desk, world)

    tool = framed(desk.new_page(), world)

    expect(tool.get_by_text("this browser did not keep our cookie")).to_be_visible()


def test_with_the_cookie_kept_the_proof_is_left_and_never_asked_for(world: World, desks: Desks) -> None:
    world.platform.offers_storage = True
    page = desks.fresh().new_page()

    tool = landed(page, world)

    expect_heading(tool, MODULE)
    assert [key.split(" ")[1][:9] for key in page.evaluate("[...kept.keys()]")] == ["lti_tool_"]


@pytest.mark.parametrize("mode", [REFUSED_IN_FRAMES, ALL_BLOCKED], ids=lambda mode: mode.name)
def test_where_no_cookie_holds_in_the_frame_the_new_tab_is_offered_before_anything_is_stored(
    world: World, desks: Desks, mode: CookieMode
) -> None:
    world.platform.offers_storage = True
    page = desks.with_preferences(mode.preferences).new_page()

    tool = framed(page, world)

    expect_heading(tool, "One more step: open in a new tab")
    assert page.evaluate("kept.size") == 0


def test_without_a_script_a_button_goes_on_to_the_platform(world: World, desks: Desks) -> None:
    world.platform.offers_storage = True
    page = desks.fresh(java_script_enabled=False).new_page()
    page.goto(f"{world.platform.issuer}/as/{LEARNER}/courses/front-desk/links/yes-and/launch?target=window")
    page.get_by_role("button").click()  # the platform's own form

    expect_heading(page, OPENING)
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button").click()

    expect_heading(page, MODULE)
