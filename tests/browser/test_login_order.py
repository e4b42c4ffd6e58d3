"""The cookie is set and proven before the browser leaves for the platform: stock PyLTI1p3 sets it while leaving."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request

from tests.browser.stories import MODULE, expect_heading, open_in_course
from tests.conftest import World

LAUNCH_PATHS = ("/lti/login", "/oidc/authorize", "/lti/launch")


def test_the_cookie_is_partitioned_and_comes_back_before_the_browser_leaves(
    world: World, desk: BrowserContext, page: Page
) -> None:
    steps = note_launch_requests(desk)

    expect_heading(open_in_course(page, world, "mei-ling"), MODULE)

    assert [urlsplit(step.url).path for step in steps] == ["/lti/login", *LAUNCH_PATHS]
    first, second, _, launch = steps
    assert carried_cookies(first) == set()
    assert_set_for_frames(first, "lti_tool_browser")
    assert carried_cookies(second) == {"lti_tool_browser"}
    assert carried_cookies(launch) == {"lti_tool_browser"}
    assert_set_for_frames(launch, "lti_tool_session")


def test_a_browser_that_has_the_cookie_takes_no_extra_step(world: World, desk: BrowserContext, page: Page) -> None:
    expect_heading(open_in_course(page, world, "mei-ling"), MODULE)
    steps = note_launch_requests(desk)

    expect_heading(open_in_course(page, world, "mei-ling"), MODULE)

    assert [urlsplit(step.url).path for step in steps] == list(LAUNCH_PATHS)


def note_launch_requests(desk: BrowserContext) -> list[Request]:
    steps: list[Request] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).path in LAUNCH_PATHS:
            steps.append(request)

    desk.on("request", note)
    return steps


def carried_cookies(request: Request) -> set[str]:
    header = request.all_headers().get("cookie", "")
    return {pair.split("=")[0].strip() for pair in header.split(";") if pair}


def assert_set_for_frames(request: Request, name: str) -> None:
    """The answer sets this cookie so that a frame of another site keeps it, for this visit only."""
    response = request.response()
    assert response is not None
    [cookie] = [line for line in response.header_values("set-cookie") if line.startswith(f"{name}=")]
    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert attributes == {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"}
