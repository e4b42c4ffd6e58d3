"""axe-core finds nothing on any page, and none scrolls sideways: desktop and phone, light and dark."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.grades.models import DeliveryState, ScoreDelivery
from tests.browser.cookie_modes import ALL_BLOCKED, REFUSED_IN_FRAMES
from tests.browser.desks import Desks
from tests.browser.looks import problems
from tests.browser.stories import (
    LINK,
    MODULE,
    answer_all,
    expect_heading,
    frame_of,
    go_straight_to_the_quiz,
    open_course_page,
    open_in_course,
    open_in_tab,
    submit,
)
from tests.conftest import World


def test_the_module_and_a_lesson(world: World, page: Page) -> None:
    open_in_tab(page, world, "mei-ling")
    assert problems(page) == []
    page.get_by_role("link", name="Start:").click()
    expect(page.get_by_text("Lesson 1 of 5")).to_be_visible()
    assert problems(page) == []


def test_the_quiz_fresh_and_with_gaps(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    assert problems(page) == []
    submit(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems(page) == []


def test_the_result_and_the_pages_after_it(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer_all(page, right=6)
    submit(page)
    expect_heading(page, "Your result")
    expect(page.get_by_text("is in your gradebook")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("link", name="Back to the module").first.click()
    expect_heading(page, MODULE)
    assert problems(page) == []
    page.get_by_role("button", name="Finish").click()
    expect_heading(page, "All done for now")
    assert problems(page) == []


def test_the_pages_inside_the_frame(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    assert problems(page) == []
    assert problems(page, frame_of(page)) == []


def test_the_instructors_page_with_learners_and_a_grade_that_was_refused(
    world: World, desks: Desks, page: Page, session: Session
) -> None:
    open_in_tab(desks.fresh().new_page(), world, "siobhan")
    earn_a_grade(world, desks)
    session.execute(
        update(ScoreDelivery).values(state=DeliveryState.FAILED, reason="The LMS says: no such person here.")
    )
    session.commit()

    open_in_tab(page, world, "rosa")

    expect(page.get_by_text("The LMS says: no such person here.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)
    assert problems(page) == []


def earn_a_grade(world: World, desks: Desks) -> None:
    page = desks.fresh().new_page()
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    submit(page)
    page.get_by_role("button", name="Submit anyway").click()
    expect(page.get_by_text("is in your gradebook")).to_be_visible()


def test_choosing_a_module_for_a_link(world: World, page: Page) -> None:
    bare = world.platform.add_link("front-desk", "Made by hand")
    open_in_tab(page, world, "rosa", link=bare.id)
    assert problems(page) == []
    page.get_by_role("link", name="Choose a module").click()
    expect_heading(page, "Choose a module")
    assert problems(page) == []


def test_picking_modules_for_a_course(world: World, page: Page) -> None:
    hold_back(page, "return_form.js")
    page.goto(f"{world.platform.issuer}/as/rosa/courses/front-desk/add/launch?target=window")
    expect_heading(page, "Add modules to your course")
    assert problems(page) == []
    page.get_by_role("checkbox", name=MODULE).check()
    page.get_by_role("button", name="Add to course").click()
    expect_heading(page, "Taking you back to your course")
    assert problems(page) == []


def hold_back(page: Page, script: str) -> None:
    """Let a page stay that a script would leave at once."""
    page.route(re.compile(f"/{script}([?]|$)"), lambda route: route.fulfill(body="", content_type="text/javascript"))


def test_a_link_that_is_not_ready_and_an_address_typed_by_hand(world: World, page: Page) -> None:
    bare = world.platform.add_link("front-desk", "Made by hand")
    open_in_tab(page, world, "mei-ling", link=bare.id)
    expect_heading(page, "You are early")
    assert problems(page) == []
    page.goto(f"{world.tool_url}/lti/launch")
    expect_heading(page, "Open this from your course")
    assert problems(page) == []


def test_a_refusal(world: World, desks: Desks, page: Page) -> None:
    desks.foreseen.append("status of 403")
    page.goto(f"{world.tool_url}/l/{'x' * 22}/")
    expect_heading(page, "Please open this from your course")
    assert problems(page) == []


def test_the_two_pages_about_cookies(world: World, desks: Desks) -> None:
    desks.foreseen.append("status of 403")
    page = desks.with_preferences(REFUSED_IN_FRAMES.preferences).new_page()
    expect_heading(open_in_course(page, world, "mei-ling"), re.compile("One more step"))
    assert problems(page, frame_of(page)) == []
    page = desks.with_preferences(ALL_BLOCKED.preferences).new_page()
    page.goto(f"{world.platform.issuer}/as/mei-ling/courses/front-desk/links/{LINK}/launch?target=window")
    expect_heading(page, "Your browser is blocking cookies")
    assert problems(page) == []


def test_the_demo_lms_as_a_learner_sees_it(world: World, desks: Desks, page: Page) -> None:
    earn_a_grade(world, desks)
    page.goto(world.platform.issuer)
    assert problems(page) == []
    for tab in ("", "gradebook", "people", "events"):
        open_course_page(page, world, "mei-ling", tab)
        assert problems(page) == []


def test_the_demo_lms_as_an_instructor_sees_it(world: World, desks: Desks, page: Page) -> None:
    desks.foreseen.append("status of 404")
    world.platform.faults.fail = 3
    for tab in ("", "add", "add-by-hand", "misbehave"):
        open_course_page(page, world, "rosa", tab)
        assert problems(page) == []
    page.goto(f"{world.platform.issuer}/nowhere")
    assert problems(page) == []


def test_the_demo_lms_between_two_sites(world: World, page: Page) -> None:
    hold_back(page, "autopost.js")
    hold_back(page, "breakout.js")
    page.goto(f"{world.platform.issuer}/as/rosa/courses/front-desk/add/launch?target=window")
    expect_heading(page, re.compile("^Opening the tool"))
    assert problems(page) == []
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("checkbox", name=MODULE).check()
    page.get_by_role("button", name="Add to course").click()
    expect_heading(page, re.compile("^Added to"))
    assert problems(page) == []
