"""Time, two tabs, a slow network: what makes a quiz unfair elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from lti_tool.attempts.drawn import Entry
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.snapshots import store_items
from lti_tool.content.model import BestWorstItem, Item, OrderItem, SingleItem
from lti_tool.db import db, utcnow
from tests.browser.desks import PHONE, Desks
from tests.browser.stories import (
    MODULE,
    QUESTIONS,
    answer,
    answer_at,
    expect_heading,
    go_straight_to_the_quiz,
    open_in_tab,
    questions,
    saved_line,
    submit_with_gaps,
    turn_to,
)
from tests.conftest import World
from tests.support.learners import items_by_id

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # bytes a second


@contextmanager
def open_attempt(world: World) -> Iterator[Attempt]:
    """The one attempt that is open, to be changed behind the learner's back."""
    with world.tool.app_context():
        yield db.session.scalars(select(Attempt).where(Attempt.submitted_at.is_(None))).one()
        db.session.commit()


def end_in(world: World, seconds: float, grace: float = 60) -> None:
    with open_attempt(world) as attempt:
        attempt.ends_at = utcnow() + timedelta(seconds=seconds)
        attempt.late_at = attempt.ends_at + timedelta(seconds=grace)


def draw_instead(world: World, *items: Item) -> None:
    with open_attempt(world) as attempt:
        store_items(db.session(), items, utcnow())
        attempt.drawn = [
            Entry(
                item=item.id,
                version=item.version,
                digest=item.digest,
                section="",
                options=list(item.part_ids),
                targets=[],
            )
            for item in items
        ]


def saved(world: World, item_id: str) -> list[str]:
    with open_attempt(world) as attempt:
        return next((sorted(each.chosen) for each in attempt.responses if each.item_id == item_id), [])


def test_the_clock_counts_down_humanely_and_hands_in_what_there_is(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    end_in(world, 400)
    page.reload()
    expect(page.locator("[data-clock]")).to_have_text("About 7 minutes left")
    page.get_by_role("button", name="Hide the clock").click()
    expect(page.locator("[data-clock]")).to_be_hidden()
    answer_at(page, 1)

    end_in(world, 6)
    page.reload()
    expect(page.locator("[data-clock]")).to_have_text("10 seconds left")

    expect_heading(page, "Your result")
    expect(page.get_by_text("You left this one empty.")).to_have_count(QUESTIONS - 1)


def test_whoever_comes_back_after_the_end_finds_what_was_saved_in_time(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer_at(page, 1)
    end_in(world, -120)

    page.reload()

    expect_heading(page, re.compile("Time is up|Your result"))  # the sweep may have been faster
    if page.get_by_role("button", name="Hand in and see your result").count():
        page.get_by_role("button", name="Hand in and see your result").click()
    expect_heading(page, "Your result")
    expect(page.get_by_text("You left this one empty.")).to_have_count(QUESTIONS - 1)


def test_two_tabs_of_one_attempt_keep_each_others_answers(world: World, desk: BrowserContext, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    other = desk.new_page()
    other.goto(page.url)
    for tab, number in ((page, 1), (other, 2), (page, 3)):
        answer_at(tab, number)

    submit_with_gaps(other)

    expect_heading(other, "Your result")
    expect(other.get_by_text("You left this one empty.")).to_have_count(QUESTIONS - 3)
    submit_with_gaps(page)
    expect_heading(page, "Your result")


def test_a_tab_whose_attempt_was_handed_in_elsewhere_says_so(
    world: World, desks: Desks, desk: BrowserContext, page: Page
) -> None:
    desks.foreseen.append("409")
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    other = desk.new_page()
    other.goto(page.url)
    submit_with_gaps(other)
    expect_heading(other, "Your result")

    answer(questions(page).first)

    expect(saved_line(questions(page).first)).to_have_text("This attempt has already been submitted.")


def test_steps_are_tapped_into_order_and_one_option_as_best_and_worst_is_refused_in_words(
    world: World, desks: Desks, page: Page
) -> None:
    desks.foreseen.append("status of 400")
    items = items_by_id().values()
    order = next(item for item in items if isinstance(item, OrderItem))
    single = next(item for item in items if isinstance(item, SingleItem) and item.family)
    judged = BestWorstItem.model_validate(
        single.model_dump(exclude={"options"})
        | {"id": "own-judged", "type": "best_worst", "stem": "What is best, and what is worst?"}
        | {
            "options": [
                {"id": id_, "text": id_, "feedback": "Why.", "best": id_ == "a", "worst": id_ == "b"} for id_ in "abc"
            ]
        }
    )
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    draw_instead(world, order, judged)
    page.reload()

    first = questions(page).nth(0)
    for place, step in enumerate(reversed(order.steps), start=1):
        card = first.locator(".slots > li", has=page.locator(f"option[value='{step.id}=1']")).locator(".placed-card")
        card.click()
        expect(card).to_be_focused()
        expect(card.locator(".badge")).to_have_text(str(place))
    expect(saved_line(first)).to_have_text("Saved")
    assert saved(world, order.id) == sorted(
        f"{step.id}={place}" for place, step in enumerate(reversed(order.steps), start=1)
    )
    first.locator(".placed-card").nth(1).click()
    expect(first.locator(".has-place")).to_have_count(len(order.steps) - 1)
    expect(page.get_by_role("link", name="Question 1: partly answered")).to_be_visible()

    second = turn_to(page, 2)
    second.get_by_label("Best: A").check()
    second.get_by_label("Worst: A").check()
    expect(saved_line(second)).to_have_text(re.compile("cannot be the same"))
    second.get_by_label("Worst: B").check()
    expect(saved_line(second)).to_have_text("Saved")
    expect(second.get_by_label("Best: A")).to_be_checked()


def test_a_phone_on_a_slow_network_takes_a_quiz(world: World, desks: Desks) -> None:
    desk = desks.fresh(viewport=PHONE)
    page = desk.new_page()
    desk.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer_at(page, 1)
    submit_with_gaps(page)
    expect_heading(page, "Your result")
    page.get_by_role("link", name=MODULE).first.click()
    expect_heading(page, MODULE)


def test_a_fresh_browser_goes_on_where_this_one_stopped(world: World, desks: Desks, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    for number in (1, 2):
        answer_at(page, number)

    phone = open_in_tab(desks.fresh(viewport=PHONE).new_page(), world, "mei-ling")
    phone.get_by_role("link", name="Continue the quiz").click()

    expect(questions(phone).nth(2)).to_be_in_viewport()
    expect(phone.get_by_text(f"2 of {QUESTIONS} answered").first).to_be_visible()
