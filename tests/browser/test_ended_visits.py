"""A visit that ends in the middle of a quiz: said at once, nothing unsaved counted, and nothing lost or given away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from lti_tool.db import db, utcnow
from lti_tool.lti.models import Launch
from tests.browser.desks import Desks
from tests.browser.looks import problems, touch_problems
from tests.browser.stories import (
    QUESTIONS,
    answer,
    answer_at,
    expect_heading,
    go_straight_to_the_quiz,
    open_in_tab,
    press,
    questions,
    saved_line,
    submit_with_gaps,
    turn_to,
    turn_to_review,
)
from tests.conftest import World

KEPT = "() => Object.keys(localStorage).filter((key) => localStorage.getItem(key).includes('tokens')).length"
ENDED = "Not saved: your visit has ended. Go back to your course in the LMS and open the link there again."


def let_visits_end(world: World) -> None:
    """As two hours without a sign of life do."""
    with world.tool.app_context():
        db.session.execute(update(Launch).values(last_seen_at=utcnow() - timedelta(hours=2, minutes=1)))
        db.session.commit()


def answer_after_the_end(world: World, page: Page) -> None:
    """One answer is saved; the visit ends; two more are given, and each is refused."""
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer_at(page, 1)
    let_visits_end(world)
    for number in (2, 3):
        question = turn_to(page, number)
        answer(question)
        expect(saved_line(question)).to_have_text(ENDED)


@pytest.fixture(autouse=True)
def refusals(desks: Desks) -> None:
    desks.foreseen += ["status of 403", "status of 400"]


def test_the_first_refusal_says_so_and_nothing_unsaved_is_counted(world: World, page: Page) -> None:
    answer_after_the_end(world, page)

    expect(page.get_by_role("alert")).to_contain_text("open the link there again")
    expect(page.get_by_role("alert")).to_contain_text("kept in this browser for three days")
    expect(page.get_by_role("link", name="Question 2: not saved yet")).to_be_visible()
    assert problems(page) + touch_problems(page) == []
    turn_to_review(page)
    expect(page.get_by_text(f"1 of {QUESTIONS} answered").first).to_be_visible()
    expect(page.locator("[data-group=unsaved] li")).to_have_text(["Question 2", "Question 3"])
    press(page, page.get_by_role("button", name="Submit anyway"))
    expect(page.locator("[data-form-status]")).to_have_text(ENDED)
    assert problems(page) == []


def test_what_was_given_then_is_handed_in_after_the_next_launch_and_to_nobody_else(world: World, page: Page) -> None:
    answer_after_the_end(world, page)

    go_straight_to_the_quiz(open_in_tab(page, world, "siobhan"))
    expect(page.get_by_text(f"0 of {QUESTIONS} answered").first).to_be_visible()
    submit_with_gaps(page)
    expect(page.get_by_text("You left this one empty.")).to_have_count(QUESTIONS)
    assert page.evaluate(KEPT) == 1

    open_in_tab(page, world, "mei-ling").get_by_role("link", name="Continue the quiz").click()
    expect(page.get_by_text("2 answers that only this browser had are saved now.")).to_be_visible()
    expect(page.get_by_text(f"3 of {QUESTIONS} answered").first).to_be_visible()
    assert page.evaluate(KEPT) == 0
    submit_with_gaps(page)
    expect_heading(page, "Your result")
    expect(page.get_by_text("You left this one empty.")).to_have_count(QUESTIONS - 3)


def test_an_answer_saved_elsewhere_since_is_not_undone(world: World, desks: Desks, page: Page) -> None:
    answer_after_the_end(world, page)
    phone = desks.fresh().new_page()
    open_in_tab(phone, world, "mei-ling").get_by_role("link", name="Continue the quiz").click()
    answer_at(phone, 2, well=False)
    newest = phone.locator("[data-shown]").nth(1).input_value()

    open_in_tab(page, world, "mei-ling").get_by_role("link", name="Continue the quiz").click()

    expect(page.get_by_text("One answer that only this browser had is saved now.")).to_be_visible()
    assert page.locator("[data-shown]").nth(1).input_value() == newest


def test_what_is_kept_ends_and_goes_when_the_attempt_is_handed_in_elsewhere(
    world: World, desks: Desks, page: Page
) -> None:
    answer_after_the_end(world, page)
    phone = desks.fresh().new_page()
    open_in_tab(phone, world, "mei-ling").get_by_role("link", name="Continue the quiz").click()
    submit_with_gaps(phone)
    expect_heading(phone, "Your result")
    assert page.evaluate(KEPT) == 1

    open_in_tab(page, world, "mei-ling").get_by_role("link", name="See result").click()
    expect_heading(page, "Your result")
    assert page.evaluate(KEPT) == 0

    page.evaluate("localStorage.setItem('kept-old', JSON.stringify({ until: Date.now() - 1, value: { tokens: [] } }))")
    page.reload()
    assert page.evaluate(KEPT) == 0


def test_a_browser_that_keeps_nothing_promises_nothing(world: World, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })")
    answer_after_the_end(world, page)

    expect(page.get_by_role("alert")).to_contain_text("stands on this page alone")
    expect(page.get_by_text("kept in this browser")).to_be_hidden()
    assert questions(page).count() == QUESTIONS
    page.on("dialog", lambda dialog: dialog.accept())
