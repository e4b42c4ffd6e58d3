"""Read to me, with a voice of the test's own: what it says, when, and what is told where it is silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lti_tool.settings import Settings
from tests.browser.looks import problems
from tests.browser.stories import open_in_tab
from tests.conftest import World
from tests.support.readers import WALKED_COURSE

HERE = '{"name": "Desk", "lang": "en-US", "localService": true, "default": false}'
AWAY = '{"name": "Cloud", "lang": "en-US", "localService": false, "default": true}'
OTHER = '{"name": "Anna", "lang": "de-DE", "localService": true, "default": true}'
FAKE = """
const said = (window.said = []);
let current = null;
const voice = {
  getVoices: () => VOICES,
  speak(utterance) {
    current = utterance;
    said.push({ text: utterance.text, rate: utterance.rate, voice: utterance.voice?.name ?? "" });
    if (ANSWERS) setTimeout(() => utterance.onstart?.(), 0);
  },
  cancel() { current = null; },
};
window.finish = () => { const done = current; current = null; done.onend(); };
Object.defineProperty(window, "speechSynthesis", { value: voice });
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: class { constructor(text) { this.text = text; } } });
"""
Open = Callable[..., Page]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": WALKED_COURSE})


@pytest.fixture
def lesson(world: World, page: Page) -> Open:
    """The lesson in a browser that has these voices."""

    def open_lesson(*voices: str, answers: bool = True, script: str = FAKE) -> Page:
        given = script.replace("VOICES", f"[{', '.join(voices)}]").replace("ANSWERS", str(answers).lower())
        page.add_init_script(f"(() => {{{given}}})();")
        open_in_tab(page, world, "mei-ling").get_by_role("link", name="Start:").click()
        expect(page.get_by_role("heading", level=1, name="A walk")).to_be_visible()
        return page

    return open_lesson


def press(page: Page, name: str) -> None:
    page.locator(".read-aloud").get_by_role("button", name=name, exact=True).click()


def said(page: Page) -> list[str]:
    return [each["text"] for each in page.evaluate("said")]


def test_the_step_that_is_shown_is_read_sentence_by_sentence_and_marked(lesson: Open) -> None:
    page = lesson(AWAY, HERE)

    press(page, "Read to me")
    page.evaluate("finish()")
    page.evaluate("finish()")
    assert said(page) == ["A walk", "A woman stops inside the door.", "A woman with a folder"]
    assert page.evaluate("said[0].voice") == "Desk"
    marked = "[...CSS.highlights.get('reading')].map(String)"
    assert page.evaluate(marked) == ["A woman with a folder"]
    expect(page.locator(".read-aloud-said")).to_contain_text("“Desk” works on this device")
    assert problems(page) == []

    press(page, "Pause")
    page.get_by_label("Speed").select_option("1.5")
    press(page, "Go on")
    assert page.evaluate("[said.at(-1).text, said.at(-1).rate]") == ["A woman with a folder", 1.5]

    page.locator(".step.now").get_by_role("button", name="Continue").click()
    expect(page.locator(".read-aloud").get_by_role("button", name="Read to me")).to_be_visible()
    assert page.evaluate("CSS.highlights.has('reading')") is False
    press(page, "Read to me")
    page.evaluate("finish()")
    assert said(page)[-2:] == ["What she saw", "A woman with a folder: You looked up."]
    press(page, "Stop")
    expect(page.locator(".read-aloud").get_by_role("button", name="Stop")).to_be_hidden()


def test_a_step_ends_and_a_whole_lesson_goes_on(lesson: Open) -> None:
    page = lesson(HERE)
    page.get_by_role("link", name="Step 4 of 4: Tomorrow").click()
    press(page, "Read to me")
    for _ in range(5):
        page.evaluate("finish()")
    assert said(page)[:4] == ["Tomorrow", "Look up.", "At your library", "Who may leave the desk?"]
    expect(page.locator(".read-aloud-said")).to_have_text("That is all there is here.")

    page.get_by_role("button", name="Show the whole lesson").click()
    press(page, "Read to me")
    assert said(page)[-1] == "A walk"


def test_a_voice_elsewhere_is_told_before_anything_is_read_by_it(lesson: Open) -> None:
    page = lesson(AWAY, OTHER)

    press(page, "Read to me")
    expect(page.locator(".read-aloud-said")).to_contain_text("“Cloud” works on its maker’s servers")
    assert said(page) == []
    press(page, "Read with that voice")
    assert said(page) == ["A walk"]


def test_a_voice_that_never_begins_is_told(lesson: Open) -> None:
    page = lesson(HERE, answers=False)
    page.clock.install()

    press(page, "Read to me")
    page.clock.run_for(5_100)

    expect(page.locator(".read-aloud-said")).to_contain_text("voice does not answer")
    expect(page.locator(".read-aloud").get_by_role("button", name="Read to me")).to_be_visible()


def test_no_voice_for_the_language_is_told(lesson: Open) -> None:
    page = lesson(OTHER)

    press(page, "Read to me")

    expect(page.locator(".read-aloud-said")).to_contain_text("no voice for the language")
    assert said(page) == []


def test_a_browser_that_cannot_speak_offers_nothing(lesson: Open) -> None:
    page = lesson(script="delete window.SpeechSynthesisUtterance;")

    expect(page.get_by_role("button", name="Read to me")).to_be_hidden()
