"""The quiz under bad circumstances: no network for a while, a reload, no scripts, no mouse."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.desks import Desks
from tests.browser.stories import (
    LINK,
    MODULE,
    QUESTIONS,
    Place,
    answer,
    begin_quiz,
    expect_grade_in_gradebook,
    expect_heading,
    go_straight_to_the_quiz,
    open_in_course,
    open_in_tab,
    press,
    questions,
    read_every_lesson,
    saved_line,
    submit,
    tool_in,
)
from tests.conftest import World

TAB_LIMIT = 80


def test_a_network_that_is_away_for_a_moment_loses_no_answer(
    world: World, desks: Desks, desk: BrowserContext, page: Page
) -> None:
    desks.foreseen.append("ERR_INTERNET_DISCONNECTED")
    tool = open_in_course(page, world, "mei-ling")
    go_straight_to_the_quiz(tool)
    first = questions(tool).first

    desk.set_offline(True)
    answer(first)
    expect(saved_line(first)).to_have_text("Not saved yet – we will try again")
    submit(tool)
    expect(tool.get_by_text("You are offline. Your answers are still here")).to_be_visible()
    desk.set_offline(False)

    expect(saved_line(first)).to_have_text("Saved")
    expect(tool.get_by_text("You are offline")).to_have_count(0)


def test_a_reload_restores_the_choices(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer(questions(page).nth(2))
    expect(saved_line(questions(page).nth(2))).to_have_text("Saved")
    chosen = checked_values(page)

    page.reload()

    expect(page.get_by_text(f"1 of {QUESTIONS} answered").first).to_be_visible()
    assert checked_values(page) == chosen != []


def test_another_launch_goes_on_with_the_open_quiz(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_course(page, world, "mei-ling"))
    answer(questions(tool_in(page)).first)
    expect(saved_line(questions(tool_in(page)).first)).to_have_text("Saved")

    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    tool.get_by_role("link", name="Continue the quiz").click()

    expect(tool.get_by_text(f"1 of {QUESTIONS} answered").first).to_be_visible()


def test_the_whole_job_works_without_scripts(world: World, desks: Desks) -> None:
    page = desks.fresh(java_script_enabled=False).new_page()
    page.goto(f"{world.platform.issuer}/as/mei-ling/courses/front-desk/links/{LINK}/launch?target=window")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    read_every_lesson(page)
    begin_quiz(page)
    for number in range(QUESTIONS - 1):
        answer(questions(page).nth(number))

    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("1 question is not fully answered")
    page.get_by_role("button", name="Submit anyway").click()

    expect_heading(page, "Your result")
    expect(page.get_by_text(f"{QUESTIONS - 1} of {QUESTIONS}").first).to_be_visible()
    expect_grade_in_gradebook_after_reloads(page, world)


def expect_grade_in_gradebook_after_reloads(page: Page, world: World) -> None:
    """Without scripts nothing changes by itself: look again, as such a person does."""
    expect(page.get_by_text("90 of 100")).to_be_visible()
    for _ in range(100):
        if page.get_by_text("is in your gradebook").count():
            break
        page.reload()
    expect_grade_in_gradebook(page, world, "mei-ling", "90")


def test_the_quiz_asks_once_before_it_takes_gaps(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    go_straight_to_the_quiz(tool)

    submit(tool)
    expect(tool.get_by_role("alert")).to_contain_text(f"{QUESTIONS} questions are not fully answered")
    press(tool, tool.get_by_role("link", name="Question 4", exact=True))
    expect(questions(tool).nth(3)).to_be_focused()
    press(tool, tool.get_by_role("button", name="Submit anyway"))

    expect_heading(tool, "Your result")
    expect(tool.get_by_text("Your score, 0 of 100, is in your gradebook.")).to_be_visible()


def test_a_lesson_is_read_by_keyboard_alone(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    press_on(page, tool.get_by_role("link", name="Start:"), "Enter")
    expect(tool.get_by_text("Lesson 1 of 5")).to_be_visible()
    for number in range(2, tool.locator(".step").count() + 1):
        press_on(page, tool.locator(".step.now [data-continue]"), "Enter")
        expect(tool.locator(f"#step-{number}")).to_be_visible()
    press_on(page, tool.get_by_role("button", name=re.compile("^Done")), "Enter")
    press_on(page, tool.locator("#left-to-do button"), "Enter")
    expect(tool.get_by_text("Lesson 2 of 5")).to_be_visible()
    press_on(page, tool.get_by_role("link", name=MODULE).first, "Enter")
    expect_heading(tool, MODULE)


def test_a_quiz_is_taken_by_keyboard_alone(world: World, desks: Desks, page: Page) -> None:
    desks.foreseen.append("status of 400")  # arrows pass over a place that another step has
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    press_on(page, tool.get_by_role("button", name="Take the quiz now"), "Enter")
    expect(questions(tool)).to_have_count(QUESTIONS)

    for number in range(QUESTIONS):
        question = questions(tool).nth(number)
        fill_in_by_keyboard(page, question)
        expect(saved_line(question)).to_have_text("Saved")
    press_on(page, tool.get_by_role("button", name="Submit your answers"), "Enter")

    expect_heading(tool, "Your result")


def fill_in_by_keyboard(page: Page, question: Locator) -> None:
    """Answer a question of any type completely; which answer does not matter."""
    kind = question.get_attribute("data-type")
    if kind == "best_worst":
        press_on(page, question.get_by_label("Best: A"), "Space")
        press_on(page, question.get_by_label("Worst: A"), "ArrowDown")
    elif kind in ("order", "match"):
        lists = question.locator("select")
        for number in range(lists.count()):
            press_on(page, lists.nth(number), "ArrowDown")
            for _ in range(number if kind == "order" else 0):
                page.keyboard.press("ArrowDown")
    else:
        press_on(page, question.locator("[data-answer]").first, "Space")


def press_on(page: Page, target: Locator, key: str) -> None:
    """Tab until this is in focus, as somebody without a mouse does, then press the key."""
    for _ in range(TAB_LIMIT):
        if target.evaluate("each => each === document.activeElement && document.hasFocus()"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{TAB_LIMIT} presses of Tab never reached {target}")


def checked_values(place: Place) -> list[str]:
    values: list[str] = place.locator("input:checked, option:checked").evaluate_all(
        "all => all.map((each) => each.value)"
    )
    return values
