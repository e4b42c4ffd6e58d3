"""A page belongs to one launch and one browser: tabs, people and copied addresses stay apart."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desks import Desks
from tests.browser.stories import MODULE, expect_heading, finish_lesson, frame_of, open_in_course, open_in_tab, settle
from tests.conftest import World

INSTRUCTOR_HOME = "Your module in this course"
GO_BACK = "Please open this from your course"


def test_an_instructor_here_and_learner_there_keeps_both_tabs_right(world: World, desk: BrowserContext) -> None:
    taught = world.platform.add_link("onboarding", "Yes at our branch", {"module": "culture-of-yes"})
    teaching, learning = desk.new_page(), desk.new_page()
    as_instructor = open_in_course(teaching, world, "kwame", "onboarding", taught.id)
    expect_heading(as_instructor, INSTRUCTOR_HOME)
    as_learner = open_in_course(learning, world, "kwame")
    expect_heading(as_learner, MODULE)

    teaching.bring_to_front()
    as_instructor.get_by_role("link", name="Show a different module").click()
    expect_heading(as_instructor, "Show a different module")
    learning.bring_to_front()
    as_learner.get_by_role("link", name="Start:").click()
    expect(as_learner.get_by_text("Lesson 1 of 5")).to_be_visible()
    settle(as_learner)
    finish_lesson(as_learner)

    expect(as_learner.get_by_text("Lesson 2 of 5")).to_be_visible()
    teaching.bring_to_front()
    as_instructor.get_by_role("link", name="Cancel").click()
    expect_heading(as_instructor, INSTRUCTOR_HOME)


def test_another_person_at_the_same_desk_ends_the_first_ones_visit(
    world: World, desks: Desks, desk: BrowserContext
) -> None:
    desks.foreseen.append("status of 403")
    first, second = desk.new_page(), desk.new_page()
    mei_lings = open_in_course(first, world, "mei-ling")
    expect_heading(mei_lings, MODULE)
    siobhans = open_in_course(second, world, "siobhan")
    expect_heading(siobhans, MODULE)

    first.bring_to_front()
    mei_lings.get_by_role("link", name="Start:").click()

    expect_heading(mei_lings, GO_BACK)
    expect(mei_lings.get_by_text("Go back to your course in the LMS")).to_be_visible()
    second.bring_to_front()
    siobhans.get_by_role("link", name="Start:").click()
    expect(siobhans.get_by_text("Lesson 1 of 5")).to_be_visible()


def test_a_copied_address_opens_nothing_in_another_browser_and_offers_no_link(
    world: World, desks: Desks, page: Page
) -> None:
    desks.foreseen.append("status of 403")
    expect_heading(open_in_course(page, world, "mei-ling"), MODULE)
    stranger = desks.fresh().new_page()

    stranger.goto(frame_of(page).url)

    expect_heading(stranger, GO_BACK)
    expect(stranger.locator("a[href]:not([href='#main'])")).to_have_count(0)
    expect(stranger.get_by_text("Mei-Ling")).to_have_count(0)


def test_after_finish_the_page_before_opens_nothing(world: World, desks: Desks, page: Page) -> None:
    desks.foreseen.append("status of 403")
    open_in_tab(page, world, "mei-ling")
    page.get_by_role("button", name="Leave").click()
    expect_heading(page, "All done for now")

    page.go_back()

    expect_heading(page, GO_BACK)


def test_a_refresh_after_a_launch_shows_the_page(world: World, page: Page) -> None:
    expect_heading(open_in_tab(page, world, "mei-ling"), MODULE)

    page.reload()

    expect_heading(page, MODULE)


def test_back_and_forward_after_a_launch_show_the_page(world: World, page: Page) -> None:
    open_in_tab(page, world, "mei-ling")
    page.get_by_role("link", name="Start:").click()
    expect(page.get_by_text("Lesson 1 of 5")).to_be_visible()

    page.go_back()
    expect_heading(page, MODULE)
    page.go_forward()
    expect(page.get_by_text("Lesson 1 of 5")).to_be_visible()


def test_back_from_a_lesson_in_the_frame_shows_the_module_in_the_frame(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()

    page.evaluate("history.back()")  # go_back() would wait for the LMS's page, which stays

    expect_heading(tool, MODULE)
    expect_heading(page, MODULE)
