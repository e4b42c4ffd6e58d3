"""A launch and a quiz in WebKit, the engine of Safari and of every browser on an iPhone."""

from __future__ import annotations

from tests.browser.webkit.conftest import Sit
from tests.browser.webkit.cookies import ALL_BLOCKED, KEPT, TRACKING_PREVENTION
from tests.browser.webkit.stories import (
    answer_all,
    begin_quiz,
    chosen,
    follow_into_the_new_tab,
    heading,
    open_in_course,
    open_in_tab,
    submit_and_see_the_grade_arrive,
)
from tests.conftest import World


def test_where_the_frame_keeps_no_cookie_the_quiz_is_taken_in_a_new_tab(world: World, sit: Sit) -> None:
    browser = sit(TRACKING_PREVENTION)
    open_in_course(browser, world)
    browser.see(heading("One more step: open in a new tab"))

    follow_into_the_new_tab(browser)

    begin_quiz(browser)
    answer_all(browser)
    submit_and_see_the_grade_arrive(browser, world)


def test_where_the_frame_keeps_cookies_the_quiz_is_taken_inside_the_course(world: World, sit: Sit) -> None:
    browser = sit(KEPT)
    open_in_course(browser, world)

    begin_quiz(browser)
    answer_all(browser)
    submit_and_see_the_grade_arrive(browser, world)

    assert len(browser.windows) == 1


def test_a_launch_in_a_window_of_its_own_needs_no_extra_step(world: World, sit: Sit) -> None:
    browser = sit(TRACKING_PREVENTION)
    open_in_tab(browser, world)

    begin_quiz(browser)
    answer_all(browser)
    before = chosen(browser)
    browser.reload()
    browser.wait(lambda: chosen(browser) == before != [], "every answer, after a reload")
    submit_and_see_the_grade_arrive(browser, world)


def test_where_all_cookies_are_blocked_the_tab_says_so_in_words(world: World, sit: Sit) -> None:
    browser = sit(ALL_BLOCKED)
    open_in_course(browser, world)
    browser.see(heading("One more step: open in a new tab"))

    follow_into_the_new_tab(browser)

    browser.see(heading("Your browser is blocking cookies"))
