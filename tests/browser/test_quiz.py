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
    answer_at,
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
    submit_with_gaps,
    tool_in,
    turn_to,
    turn_to_review,
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
    expect(tool.get_by_text(f"0 of {QUESTIONS} answered").first).to_be_visible()
    submit_with_gaps(tool)
    expect(tool.locator("[data-group=unsaved]")).to_contain_text("Question 1")
    expect(tool.get_by_text("You are offline. Your answers are still here")).to_be_visible()
    desk.set_offline(False)

    expect(saved_line(first)).to_have_text("Saved")
    expect(tool.get_by_text("You are offline")).to_have_count(0)


def test_a_reload_restores_the_choices(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    answer_at(page, 3)
    chosen = checked_values(page)

    page.reload()

    expect(page.get_by_text(f"1 of {QUESTIONS} answered").first).to_be_visible()
    assert checked_values(page) == chosen != []


def test_another_launch_goes_on_with_the_open_quiz(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_course(page, world, "mei-ling"))
    answer_at(tool_in(page), 1)

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

    turn_to_review(tool)
    expect(tool.locator("[data-group=open] li")).to_have_count(QUESTIONS)
    press(tool, tool.locator(".review").get_by_role("link", name="Question 4", exact=True))
    expect(questions(tool).nth(3)).to_be_focused()
    submit_with_gaps(tool)

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


def test_a_quiz_is_taken_by_keyboard_alone(world: World, page: Page) -> None:
    tool = open_in_course(page, world, "mei-ling")
    expect_heading(tool, MODULE)
    press_on(page, tool.get_by_role("button", name="Take the quiz now"), "Enter")
    expect(questions(tool)).to_have_count(QUESTIONS)

    for number in range(1, QUESTIONS + 1):
        question = questions(tool).nth(number - 1)
        expect(question).to_be_visible()
        fill_in_by_keyboard(page, question)
        expect(saved_line(question)).to_have_text("Saved")
        press_on(page, tool.locator("[data-after]"), "Enter")
    press_on(page, tool.get_by_role("button", name="Submit your answers"), "Enter")

    expect_heading(tool, "Your result")


def fill_in_by_keyboard(page: Page, question: Locator) -> None:
    """Answer a question of any type completely; which answer does not matter."""
    kind = question.get_attribute("data-type")
    if kind == "order":
        for card in question.locator(".placed-card").all():
            press_on(page, card, "Enter")
    elif kind == "match":
        for _ in question.locator("select").all():
            press_on(page, question.locator(".pool-answer").first, "Enter")
    else:
        press_on(page, question.locator("[data-answer]").first, "Space")


def test_digits_answer_and_arrows_turn_until_they_are_switched_off(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    page.keyboard.press("ArrowRight")
    expect(questions(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(questions(page).nth(0)).to_be_focused()
    kinds = questions(page).evaluate_all("all => all.map((each) => each.dataset.type)")
    place = kinds.index("single")
    turn_to(page, place + 1)
    page.keyboard.press("2")
    expect(questions(page).nth(place).locator("[data-answer]").nth(1)).to_be_checked()
    expect(page.get_by_role("link", name=f"Question {place + 1}: answered")).to_have_attribute("aria-current", "step")

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.keyboard.press("ArrowRight")
    expect(questions(page).nth(place)).to_be_visible()


def test_all_on_one_page_is_a_choice_that_is_kept_and_what_prints(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    assert shown(page) == ["question-1"]
    page.emulate_media(media="print")
    assert len(shown(page)) == QUESTIONS
    page.emulate_media(media="screen")

    page.get_by_role("button", name="All on one page").click()
    page.reload()
    assert len(shown(page)) == QUESTIONS
    page.get_by_role("button", name="One question at a time").click()
    page.reload()
    assert shown(page) == ["question-1"]


def test_back_leads_to_the_question_before(world: World, page: Page) -> None:
    go_straight_to_the_quiz(open_in_tab(page, world, "mei-ling"))
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Next question").click()
    assert shown(page) == ["question-3"]
    page.go_back()
    assert shown(page) == ["question-2"]
    page.get_by_role("button", name="Previous question").click()
    assert shown(page) == ["question-1"]


def shown(page: Page) -> list[str]:
    return [str(each.get_attribute("id")) for each in questions(page).all() if each.is_visible()]


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
