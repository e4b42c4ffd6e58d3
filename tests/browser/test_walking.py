"""A lesson walked step by step: by keyboard, with Back, on another device, without scripts, and as a whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lti_tool.settings import Settings
from tests.browser.desks import Desks
from tests.browser.looks import problems
from tests.browser.stories import LINK, open_in_tab
from tests.conftest import World
from tests.support.readers import WALKED_COURSE


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": WALKED_COURSE})


@pytest.fixture
def lesson(world: World, page: Page) -> Page:
    open_in_tab(page, world, "mei-ling").get_by_role("link", name="Start:").click()
    expect(page.get_by_role("heading", level=1, name="A walk")).to_be_visible()
    return page


def shown(page: Page) -> list[str]:
    return [str(step.get_attribute("id")) for step in page.locator(".step").all() if step.is_visible()]


def go_on(page: Page) -> None:
    page.locator(".step.now").get_by_role("button", name="Continue").click()


def test_one_step_at_a_time_and_back_leads_to_the_one_before(lesson: Page) -> None:
    assert shown(lesson) == ["step-1"]

    go_on(lesson)
    assert shown(lesson) == ["step-2"]
    expect(lesson.get_by_role("heading", name="What she saw")).to_be_focused()
    go_on(lesson)
    lesson.go_back()
    assert shown(lesson) == ["step-2"]

    lesson.get_by_role("link", name="Step 4 of 4: Tomorrow").focus()
    lesson.keyboard.press("Enter")
    assert shown(lesson) == ["step-4"]
    expect(lesson.get_by_role("button", name="Done")).to_be_visible()


def test_the_place_is_kept_when_the_page_comes_again(lesson: Page) -> None:
    with lesson.expect_response("**/step"):
        go_on(lesson)

    lesson.goto(lesson.url.partition("#")[0])

    assert shown(lesson) == ["step-2"]


def test_what_one_does_in_a_step_stays_in_it(lesson: Page) -> None:
    lesson.get_by_role("button", name="Over there.").click()
    expect(lesson.get_by_text("She asked whether, and heard where to go away to.")).to_be_visible()
    assert shown(lesson) == ["step-1"]
    assert problems(lesson) == []

    lesson.get_by_role("button", name="Choose again").click()
    expect(lesson.get_by_role("heading", name="What do you say?")).to_be_focused()


def test_the_whole_lesson_is_one_tap_and_is_what_prints(lesson: Page) -> None:
    lesson.emulate_media(media="print")
    assert shown(lesson) == ["step-1", "step-2", "step-3", "step-4"]
    lesson.emulate_media(media="screen")

    lesson.get_by_role("button", name="Show the whole lesson").click()

    assert shown(lesson) == ["step-1", "step-2", "step-3", "step-4"]
    assert problems(lesson) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_step_is_without_barriers(lesson: Page, scheme: str) -> None:
    lesson.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for place in ("screen", "bell"):
        lesson.goto(f"{lesson.url.partition('#')[0]}#step-3")
        lesson.locator(f"button[value={place}]").click()
        expect(lesson.locator(f"button[value={place}]")).to_have_count(0)
    for number in (1, 2, 3, 4):
        lesson.goto(f"{lesson.url.partition('#')[0]}#step-{number}")
        assert shown(lesson) == [f"step-{number}"]
        assert problems(lesson) == []


def test_without_scripts_the_whole_lesson_stands_there(world: World, desks: Desks) -> None:
    page = desks.fresh(java_script_enabled=False).new_page()
    page.goto(f"{world.platform.issuer}/as/mei-ling/courses/front-desk/links/{LINK}/launch?target=window")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Start:").click()

    assert shown(page) == ["step-1", "step-2", "step-3", "step-4"]
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    page.get_by_role("button", name="Show what we think").click()
    expect(page.get_by_text("The top of your head.")).to_be_visible()


def test_done_asks_about_what_is_left_and_leads_there(lesson: Page) -> None:
    lesson.get_by_role("link", name="Step 4 of 4: Tomorrow").click()
    lesson.get_by_role("button", name="Done").click()
    notice = lesson.locator("#left-to-do")
    expect(notice).to_contain_text("3 things to do are left")
    assert shown(lesson) == ["step-4"]
    assert problems(lesson) == []

    notice.get_by_role("link", name="Go to the first").click()
    hello = lesson.locator("#activity-hello")
    hello.get_by_role("button", name="Skip for now").click()

    expect(hello).to_contain_text("You can still do it")
    expect(lesson.locator("#lesson-place")).to_contain_text("0 of 3 activities tried, 1 skipped")
    assert problems(lesson) == []
    lesson.get_by_role("link", name="Step 4 of 4: Tomorrow").click()
    lesson.get_by_role("button", name="Done").click()
    lesson.get_by_role("button", name="Skip them for now, and finish").click()
    expect(lesson.locator("#lessons-done")).to_contain_text("1 of 1 lesson done")
