"""The pages at the desk: nothing for axe on any of them, days by the learner's own calendar, sheets on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from lti_tool.lti.models import Launch
from lti_tool.progress.models import LessonCompletion
from tests.browser.desks import Desks
from tests.browser.looks import EXAMINED, IN_OTHER_WORDS, Look, problems, touch_problems
from tests.browser.stories import COURSE, open_in_tab
from tests.conftest import World

WITHOUT_QUIZ = "share-forward"
LEFT = datetime(
    2026, 3, 1, 3, 30, tzinfo=UTC
)  # the evening of February 28 in New York, a week before its clocks change


@pytest.mark.parametrize(("locale", "looks"), [("en", EXAMINED), ("es-MX", IN_OTHER_WORDS)])
def test_nothing_is_wrong_with_any_page_at_the_desk(world: World, desks: Desks, locale: str, looks: list[Look]) -> None:
    desks.foreseen += ["status of 400"]
    page = desks.fresh(locale=locale).new_page()
    person = {"en": "mei-ling", "es-MX": "ximena"}[locale]

    found = [
        f"{name}: {line}"
        for name in walk(page, world, person)
        for line in problems(page, looks=looks) + touch_problems(page)
    ]

    assert found == []


def walk(page: Page, world: World, learner: str) -> Iterator[str]:
    """Every page at the desk, refused and kept; then what staff see of it."""
    open_in_tab(page, world, learner)
    yield "module"
    for name in ("agreement", "count", "card", "work"):
        to(page, f"transfer/{name}")
        yield name
        if name != "count":
            save(page)
            expect(page.locator(".problem").first).to_be_visible()
            yield f"{name}-refused"
    to(page, "transfer/agreement")
    page.locator("#better_at").fill("To say what I can do first")
    page.locator("[name=is_shared]").check()
    save(page)
    yield "agreement-kept"
    to(page, "transfer/card")
    for number in (1, 2, 3):
        page.locator(f"[name=line-{number}]").nth(number % 2).check()
    page.locator("#note").fill("You looked up each time.")
    save(page)
    yield "card-kept"
    to(page, "transfer/work")
    page.locator("#text").fill("Drinks with lids are welcome on this floor.")
    page.locator("#url").fill("https://library.example/signs/" + "drinks-" * 20)
    save(page)
    yield "work-kept"
    page.locator(".handed-in a.button").click()
    yield "check"
    open_in_tab(page, world, "rosa")
    to(page, "instructor/transfer")
    yield "list"
    page.locator("tbody a").first.click()
    expect(page.locator("#hold")).to_be_visible()
    yield "work-to-hold"
    page.locator("main .actions a.button").last.click()
    expect(page.locator("#agreement")).to_be_visible()
    yield "their-desk"
    page.locator("a[href*='/card/']").first.click()
    expect(page.locator("#note")).to_be_visible()
    yield "card-of-staff"


def test_the_days_are_those_of_the_learners_own_calendar(world: World, desks: Desks, session: Session) -> None:
    page = desks.fresh(timezone_id="America/New_York").new_page()
    complete_without_quiz(page, world, session)

    days = page.locator("time[data-days]")

    expect(days).to_have_text(["Mar 7, 2026", "Mar 30, 2026", "May 29, 2026"])
    unscripted = page.request.get(page.url).text()
    assert all(day in unscripted for day in ("Mar 7, 2026", "Mar 30, 2026", "May 29, 2026")), (
        "the browser told its zone"
    )


def test_paper_has_the_sheet_and_none_of_the_form(world: World, page: Page) -> None:
    open_in_tab(page, world, "mei-ling")
    for name in ("agreement", "card", "count"):
        to(page, f"transfer/{name}")
        expect(page.locator(".on-paper")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(".on-paper")).to_be_visible()
        expect(page.locator("main form")).to_be_hidden()
        page.emulate_media(media="screen")


def complete_without_quiz(page: Page, world: World, session: Session) -> None:
    """All lessons of a module that has no quiz were done at one moment."""
    open_without_quiz(page, world)
    launch = session.query(Launch).order_by(Launch.created_at.desc()).first()
    assert launch is not None
    who = {"user_id": launch.user_id, "context_id": launch.context_id, "completed_at": LEFT}
    for path in page.locator("a.lesson-row").evaluate_all("all => all.map((each) => each.pathname)"):
        session.add(LessonCompletion(**who, lesson_id=path.rsplit("/", 1)[1]))
    session.commit()
    page.reload()


def open_without_quiz(page: Page, world: World) -> None:
    placed = world.platform.links.values()
    found = next((link for link in placed if link.custom.get("module") == WITHOUT_QUIZ), None)
    link = found or world.platform.add_link(COURSE, "Share it forward", {"module": WITHOUT_QUIZ})
    open_in_tab(page, world, "mei-ling", link=link.id)


def to(page: Page, path: str) -> None:
    """A page of the present visit."""
    launch = page.locator("body").get_attribute("data-launch")
    page.goto(f"{page.url.partition('/l/')[0]}/l/{launch}/{path}")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button.button:not(.quiet)").first.click()
