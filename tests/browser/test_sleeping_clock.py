"""The clock of a quiz on a device that slept: it asks the server instead of handing in."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lti_tool.attempts.models import Attempt
from lti_tool.db import db, utcnow
from tests.browser.stories import (
    QUESTIONS,
    answer_at,
    expect_heading,
    go_straight_to_the_quiz,
    open_in_tab,
    questions,
)
from tests.conftest import World

SLEEP = "(minutes) => { const awake = Date.now; Date.now = () => awake() + minutes * 60000; }"


def end_in(world: World, minutes: float, late_in: float) -> None:
    with world.tool.app_context():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.ends_at, attempt.late_at = (utcnow() + timedelta(minutes=each) for each in (minutes, late_in))
        db.session.commit()


def begin_with_a_clock(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    end_in(world, 20, 21)
    page.reload()
    answer_at(page, 1)


def test_after_a_sleep_the_clock_shows_what_is_really_left(world: World, page: Page) -> None:
    begin_with_a_clock(world, page)

    page.evaluate(SLEEP, 12)

    expect(page.locator("[data-clock]")).to_have_text("About 8 minutes left")


def test_after_sleeping_past_the_end_the_page_shows_what_the_server_says(world: World, page: Page) -> None:
    begin_with_a_clock(world, page)
    end_in(world, -5, -4)

    page.evaluate(SLEEP, 25)

    expect_heading(page, "Time is up")
    page.get_by_role("button", name="Hand in and see your result").click()
    expect_heading(page, "Your result")
    expect(page.get_by_text("You left this one empty.")).to_have_count(QUESTIONS - 1)


def test_a_device_whose_clock_was_set_forward_hands_nothing_in(world: World, page: Page) -> None:
    begin_with_a_clock(world, page)

    with page.expect_navigation():
        page.evaluate(SLEEP, 25)

    expect(questions(page)).to_have_count(QUESTIONS)
    expect(page.locator("[data-clock]")).to_have_text("About 20 minutes left")
    expect(page.get_by_text(f"1 of {QUESTIONS} answered").first).to_be_visible()
