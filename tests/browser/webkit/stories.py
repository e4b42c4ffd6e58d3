"""What a learner does in WebKit, step by step; every step waits for what a person would wait for."""

from __future__ import annotations

from lti_tool.content.model import MatchItem, OrderItem
from lti_tool.quizzes import full_answer
from tests.browser.stories import MODULE, QUESTIONS, link_url
from tests.browser.webkit.web_driver import WebKit
from tests.conftest import World
from tests.support.learners import items_by_id

LEARNER = "mei-ling"
FRAME = "//iframe[contains(@class, 'tool')]"
QUESTION = "//fieldset[contains(@class, 'question')]"
CHOSEN = "return [...document.querySelectorAll('input:checked, option:checked')].map((each) => each.value)"
FITS = """
  const height = document.documentElement.getBoundingClientRect().height;
  return document.readyState === "complete" && (window.parent === window || Math.abs(height - window.innerHeight) < 6);
"""


def heading(words: str) -> str:
    return f"//h1[normalize-space() = '{words}']"


def button(words: str) -> str:
    return f"//button[contains(normalize-space(), '{words}')]"


def text(words: str) -> str:
    return f"//*[text()[contains(normalize-space(), '{words}')]]"


def open_in_course(browser: WebKit, world: World) -> None:
    """Follow the course's link, and look into the frame in which the tool shows itself."""
    browser.open(link_url(world, LEARNER))
    browser.enter_frame(FRAME)


def open_in_tab(browser: WebKit, world: World) -> None:
    """Follow the course's link as one that opens in a window of its own."""
    browser.open(f"{link_url(world, LEARNER)}/launch?target=window")


def follow_into_the_new_tab(browser: WebKit) -> None:
    """Press the button that opens a tab, and go on there."""
    before = set(browser.windows)
    settle(browser)
    browser.click(button("Open in a new tab"))
    browser.wait(lambda: set(browser.windows) - before, "a new tab")
    (tab,) = set(browser.windows) - before
    browser.switch_to(tab)


def settle(browser: WebKit) -> None:
    """Wait until the LMS gave the frame its height, before which what a person aims at still moves."""
    browser.wait(lambda: browser.evaluate(FITS), "a frame as high as its page")


def begin_quiz(browser: WebKit) -> None:
    browser.see(heading(MODULE))
    settle(browser)
    browser.click(button("Take the quiz"))
    browser.wait(lambda: browser.count(QUESTION) == QUESTIONS, f"{QUESTIONS} questions")
    settle(browser)


def answer_all(browser: WebKit) -> None:
    """Answer each question well, and see each one saved."""
    for number in range(1, QUESTIONS + 1):
        settle(browser)
        browser.click(f"//a[@href = '#question-{number}']")
        answer(browser, f"({QUESTION})[{number}]")


def answer(browser: WebKit, question: str) -> None:
    """Choose all that earns the whole point; a field's name is `item-<item>`, or `item-<item>/<slot>`."""
    field = browser.attributes(f"{question}//*[starts-with(@name, 'item-')]", "name")[0]
    item = items_by_id()[field.removeprefix("item-").split("/")[0]]
    for token in sorted(full_answer(item), key=lambda token: token.partition("=")[2]):
        if isinstance(item, OrderItem | MatchItem):
            tap_into_place(browser, question, token)
        else:
            browser.choose(f"{question}//*[starts-with(@name, 'item-') and @value = '{token}']")
    browser.see(f"{question}//*[contains(@class, 'saved') and normalize-space() = 'Saved']")


def tap_into_place(browser: WebKit, question: str, token: str) -> None:
    """A step takes the next place; a pair waits for the answer that is tapped next."""
    row = f"{question}//li[.//option[@value = '{token}']]"
    browser.click(f"{row}/button")
    if browser.count(f"{question}//ul[@data-kind = 'match']"):
        place = browser.attributes(f"{row}//option", "value").index(token)
        browser.click(f"({question}//button[contains(@class, 'pool-answer')])[{place}]")


def chosen(browser: WebKit) -> list[str]:
    """The values that are chosen now, in the order of the page."""
    values: list[str] = browser.evaluate(CHOSEN)
    return values


def submit_and_see_the_grade_arrive(browser: WebKit, world: World) -> None:
    """The result, the line about the grade that becomes true by itself, and the LMS's own gradebook."""
    settle(browser)
    browser.click("//a[@href = '#review']")
    settle(browser)
    browser.click(button("Submit your answers"))
    browser.see(heading("Your result"))
    browser.see(text("Your score, 100 of 100, is in your gradebook."))
    browser.open(f"{world.platform.issuer}/as/{LEARNER}/courses/front-desk/gradebook")
    assert browser.see(f"//tr[th[contains(., '{world.platform.people[LEARNER].name}')]]/td//b") == "100"
