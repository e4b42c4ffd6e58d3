"""What people do in the browser, step by step; every step waits for what a person would wait for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from lti_tool.content.model import Item
from lti_tool.quizzes import full_answer
from tests.browser.desks import PATIENCE
from tests.support.learners import LESSONS, bad_answer, items_by_id

if TYPE_CHECKING:
    from tests.conftest import World

COURSE, LINK = "front-desk", "yes-and"
QUESTIONS = 10
MODULE = "Yes, and!"
Place = Page | FrameLocator
SETTLED = """(_html, patience) => new Promise((done) => {
  const latest = performance.now() + patience;
  const fits = () => Math.abs(document.documentElement.getBoundingClientRect().height - window.innerHeight) < 6;
  let steady = 0;
  const look = () => {
    steady = fits() ? steady + 1 : 0;
    if (steady === STEADY) done(true);
    else if (performance.now() < latest) requestAnimationFrame(look);
    else done(false);
  };
  if (window.parent === window) done(true);
  else look();
})""".replace("STEADY", "3")  # frames: the LMS's page, in another process, draws its own a little later


def link_url(world: World, person: str, course: str = COURSE, link: str = LINK) -> str:
    """The LMS's page of a placed link, with the tool in its frame."""
    return f"{world.platform.issuer}/as/{person}/courses/{course}/links/{link}"


def open_in_course(page: Page, world: World, person: str, course: str = COURSE, link: str = LINK) -> FrameLocator:
    """Open a placed link in its course, as this person; the answer is the frame in which the tool shows itself."""
    page.goto(link_url(world, person, course, link))
    return tool_in(page)


def open_in_tab(page: Page, world: World, person: str, course: str = COURSE, link: str = LINK) -> Page:
    """Open a placed link in a window of its own."""
    page.goto(f"{link_url(world, person, course, link)}/launch?target=window")
    expect(page.locator("body[data-launch]")).to_be_visible()
    return page


def open_course_page(page: Page, world: World, person: str, tab: str = "", course: str = COURSE) -> None:
    """Open one of the LMS's own pages: the course, `gradebook`, `events` …"""
    page.goto(f"{world.platform.issuer}/as/{person}/courses/{course}{tab and '/'}{tab}")


def tool_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.tool")


def frame_of(page: Page) -> Frame:
    """The document that the LMS's frame shows now."""
    frame = page.locator("iframe.tool").element_handle().content_frame()
    assert frame is not None
    return frame


def heading(place: Place, words: str | re.Pattern[str]) -> Locator:
    return place.get_by_role("heading", level=1, name=words, exact=True)


def expect_heading(place: Place, words: str | re.Pattern[str]) -> None:
    expect(heading(place, words)).to_be_visible()
    settle(place)


def settle(place: Place) -> bool:
    """Wait until the LMS gave the frame its height, before which what a person aims at still moves; True if it did."""
    return bool(place.locator("html").evaluate(SETTLED, PATIENCE))


def press(place: Place, target: Locator) -> None:
    """Click what a page has only just come to show."""
    expect(target).to_be_visible()
    settle(place)
    target.click()


def read_every_lesson(tool: Place) -> None:
    tool.get_by_role("link", name=re.compile("^Start: ")).click()
    for number in range(1, LESSONS + 1):
        expect(tool.get_by_text(f"Lesson {number} of {LESSONS}")).to_be_visible()
        settle(tool)
        finish_lesson(tool)
    expect(tool.get_by_text(f"{LESSONS} of {LESSONS} lessons done")).to_be_visible()
    settle(tool)


def finish_lesson(tool: Place) -> None:
    """Say that the lesson is done, at the end of its last step, and skip what was not tried in it."""
    expect(tool.get_by_role("button", name=re.compile("^(Continue|Done)")).first).to_be_visible()
    if tool.locator("html.stepping").count():
        tool.locator(".step.now [data-whole]").click()
        settle(tool)  # the frame grows with the page, and moves what is about to be pressed
    tool.get_by_role("button", name=re.compile("^Done")).click()
    press(tool, tool.locator("#left-to-do button"))


def begin_quiz(tool: Place) -> None:
    press(tool, tool.get_by_role("button", name="Take the quiz"))
    expect(questions(tool)).to_have_count(QUESTIONS)
    settle(tool)


def questions(tool: Place) -> Locator:
    return tool.locator("fieldset.question")


def turn_to(tool: Place, number: int) -> Locator:
    """The question of this number, shown: by the strip, where one is shown at a time."""
    question = questions(tool).nth(number - 1)
    if not question.is_visible():
        press(tool, tool.locator(f".strip a[href='#question-{number}']"))
    expect(question).to_be_visible()
    return question


def turn_to_review(tool: Place) -> None:
    press(tool, tool.get_by_role("link", name="Review and submit"))
    expect(tool.get_by_role("heading", name="Before you submit")).to_be_visible()


def go_straight_to_the_quiz(tool: Place) -> None:
    """As somebody who knows the matter already may do."""
    expect_heading(tool, MODULE)
    begin_quiz(tool)


def answer(question: Locator, *, well: bool = True) -> None:
    """Give the best answer, or one that earns nothing, whatever the type of the question."""
    item = item_of(question)
    for token in sorted(full_answer(item) if well else bad_answer(item)):
        choose(question, token)


def item_of(question: Locator) -> Item:
    name = question.locator("[data-shown]").get_attribute("name") or ""
    return items_by_id()[name.removeprefix("was-")]


def choose(question: Locator, token: str) -> None:
    """Tick an option, or set the list that offers it, be it seen or, once the script has come, under cards."""
    option = question.locator(f"input[data-answer][value='{token}']")
    offering = question.locator("select", has=question.page.locator(f"option[value='{token}']"))
    if option.count():
        option.check()
    else:
        offering.select_option(token, force=True)


def answer_at(tool: Place, number: int, *, well: bool = True) -> Locator:
    """Turn to a question, answer it, and see it saved."""
    question = turn_to(tool, number)
    answer(question, well=well)
    expect(saved_line(question)).to_have_text("Saved")
    return question


def answer_all(tool: Place, right: int = QUESTIONS) -> None:
    """Answer the first `right` questions well, the others badly, and see each one saved."""
    for number in range(1, QUESTIONS + 1):
        answer_at(tool, number, well=number <= right)


def saved_line(question: Locator) -> Locator:
    return question.locator(".saved")


def submit(tool: Place) -> None:
    turn_to_review(tool)
    press(tool, tool.get_by_role("button", name="Submit your answers"))


def submit_with_gaps(tool: Place) -> None:
    turn_to_review(tool)
    press(tool, tool.get_by_role("button", name="Submit anyway"))


def do_the_whole_job(world: World, tool: Place) -> None:
    """Read, take the quiz, submit, and watch the line about the grade become true by itself."""
    expect_heading(tool, MODULE)
    read_every_lesson(tool)
    begin_quiz(tool)
    answer_all(tool)
    world.platform.faults.slow_seconds = 0.5  # so that a person can see the score on its way
    submit(tool)
    expect_heading(tool, "Your result")
    expect(tool.get_by_text("Your score, 100 of 100, is on its way.")).to_be_visible()
    expect(tool.get_by_text("Your score, 100 of 100, is in your gradebook.")).to_be_visible()
    world.platform.faults.reset()


def expect_grade_in_gradebook(page: Page, world: World, person: str, points: str) -> None:
    """Look into the LMS's own gradebook."""
    open_course_page(page, world, person, "gradebook")
    name = world.platform.people[person].name
    expect(page.get_by_role("row", name=name).get_by_role("cell")).to_contain_text(points)
