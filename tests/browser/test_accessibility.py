"""axe-core finds nothing on any page, and none scrolls sideways: desktop and phone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.settings import Settings
from tests.browser.cookie_modes import ALL_BLOCKED, REFUSED_IN_FRAMES
from tests.browser.desks import Desks
from tests.browser.looks import EXAMINED, IN_OTHER_WORDS, Scheme, axe_violations, problems, touch_problems
from tests.browser.stories import (
    LINK,
    MODULE,
    expect_heading,
    frame_of,
    go_straight_to_the_quiz,
    open_course_page,
    open_in_course,
    open_in_tab,
    submit_with_gaps,
)
from tests.browser.tour import Tour
from tests.conftest import World
from tests.support.closing import close_app

LANGUAGES = pytest.mark.parametrize(("learner", "locale"), [("mei-ling", "en"), ("ximena", "es-MX")])


@pytest.fixture
def tour(world: World, desks: Desks, session: Session, learner: str, locale: str) -> Tour:
    """One browser for a whole walk."""
    desks.foreseen += ["status of 400", "status of 403", "status of 404", "status of 410", "status of 422"]
    return Tour(desks.fresh(locale=locale).new_page(), world, session, learner, locale)


def look_at_all(tour: Tour, walk: Iterator[str]) -> list[str]:
    """What is wrong on any page of a walk, by the page's name."""
    looks = EXAMINED if tour.locale == "en" else IN_OTHER_WORDS
    found = []
    for name in walk:
        assert tour.page.locator("html").get_attribute("lang") == tour.locale[:2]
        found += [f"{name}: {line}" for line in problems(tour.page, looks=looks) + touch_problems(tour.page)]
    return found


@LANGUAGES
def test_a_module_from_its_first_page_to_its_certificate(tour: Tour) -> None:
    assert look_at_all(tour, tour.module()) == []


@LANGUAGES
def test_every_other_kind_of_quiz(tour: Tour) -> None:
    assert look_at_all(tour, tour.other_quizzes()) == []


@LANGUAGES
def test_a_refresher_from_its_offer_to_its_end(tour: Tour) -> None:
    assert look_at_all(tour, tour.refresher()) == []


@LANGUAGES
def test_the_instructors_pages(tour: Tour) -> None:
    assert look_at_all(tour, tour.instructor()) == []


@LANGUAGES
def test_the_pages_before_and_after_a_visit(tour: Tour) -> None:
    assert look_at_all(tour, tour.doors()) == []


def test_the_style_guide_and_all_its_states_also_with_more_contrast(settings: Settings, page: Page) -> None:
    app = create_app(settings.model_copy(update={"development": True}))
    with serve_in_thread(app, "127.0.0.1", 0) as server:
        page.goto(f"{server.url}/styleguide")
        assert problems(page) + touch_problems(page) == []
        for scheme in get_args(Scheme):
            page.emulate_media(color_scheme=scheme, contrast="more")
            assert axe_violations(page) == []
    close_app(app)


def test_the_pages_inside_the_frame(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    assert problems(page) == []
    assert problems(page, frame_of(page)) == []


def earn_a_grade(world: World, desks: Desks) -> None:
    page = desks.fresh().new_page()
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    submit_with_gaps(page)
    expect(page.get_by_text("is in your gradebook")).to_be_visible()


def test_the_way_back_to_the_course_after_picking(world: World, page: Page) -> None:
    hold_back(page, "return_form.js")
    page.goto(f"{world.platform.issuer}/as/rosa/courses/front-desk/add/launch?target=window")
    expect_heading(page, "Add modules to your course")
    page.get_by_role("checkbox", name=re.compile(f"^{MODULE}")).check()
    page.get_by_role("button", name="Add to course").click()
    expect_heading(page, "Taking you back to your course")
    assert problems(page) == []


def hold_back(page: Page, script: str) -> None:
    """Let a page stay that a script would leave at once."""
    page.route(re.compile(f"/{script}([?]|$)"), lambda route: route.fulfill(body="", content_type="text/javascript"))


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
    for tab in ("", "add", "add-by-hand", "misbehave", "desk"):
        open_course_page(page, world, "rosa", tab)
        assert problems(page) == []
    page.goto(f"{world.platform.issuer}/nowhere")
    assert problems(page) == []


@pytest.mark.parametrize("imitates", ["canvas"])
def test_the_demo_lms_as_another(world: World, page: Page) -> None:
    for path in ("/", "/tools", "/imitation"):
        page.goto(f"{world.platform.address}{path}")
        assert problems(page) == []


def test_the_demo_lms_between_two_sites(world: World, page: Page) -> None:
    hold_back(page, "autopost.js")
    hold_back(page, "breakout.js")
    page.goto(f"{world.platform.issuer}/as/rosa/courses/front-desk/add/launch?target=window")
    expect_heading(page, re.compile("^Opening the tool"))
    assert problems(page) == []
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("checkbox", name=re.compile(f"^{MODULE}")).check()
    page.get_by_role("button", name="Add to course").click()
    expect_heading(page, "Retrieving content …")  # as an LMS says to a tab that nothing opened
    assert problems(page) == []
