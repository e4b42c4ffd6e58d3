"""Pictures of the real thing for the README: `python -m tests.browser.screenshots docs/images`.

Runs `lti-tool demo` in a folder of its own, and looks at it as its people do.
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser import stories
from tests.browser.desks import ARGUMENTS
from tests.browser.find_browser import ADVICE, find_browser

PATIENCE_S = 60
WIDE: ViewportSize = {"width": 1120, "height": 800}
TALL: ViewportSize = {"width": 1120, "height": 1000}
NARROW: ViewportSize = {"width": 360, "height": 720}
RIGHT_ANSWERS = 9


@dataclass(frozen=True)
class Studio:
    """A browser before the running demo, and the folder for its pictures."""

    browser: Browser
    folder: Path
    lms: str

    def sit_down(self, person: str, size: ViewportSize, scheme: str = "light") -> Page:
        """A fresh browser in which this person has opened the first link, in a window of its own on a phone."""
        context = self.browser.new_context(viewport=size, reduced_motion="reduce")
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{self.link(person)}/launch?target=window" if size == NARROW else self.link(person))
        return page

    def link(self, person: str) -> str:
        return f"{self.course(person)}/links/{stories.LINK}"

    def course(self, person: str) -> str:
        return f"{self.lms}/as/{person}/courses/{stories.COURSE}"

    def take(self, page: Page, name: str) -> None:
        """Photograph what is in the window now."""
        path = self.folder / f"{name}.png"
        page.screenshot()  # a frame of another site is painted a moment after the page around it
        page.screenshot(path=path, animations="disabled", caret="hide")
        print(f"{path}  {path.stat().st_size // 1024} KB")


def main(folder: Path) -> None:
    """Take every picture."""
    executable = find_browser()
    if executable is None:
        sys.exit(ADVICE)
    folder.mkdir(parents=True, exist_ok=True)
    with running_demo() as lms, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        studio = Studio(browser, folder, lms)
        for story in STORIES:
            story(studio)
        browser.close()


def learner_in_the_course(studio: Studio) -> None:
    """The course page with the tool in its frame, by day and by night."""
    for scheme in ("light", "dark"):
        page = studio.sit_down("mei-ling", WIDE, scheme)
        stories.expect_heading(stories.tool_in(page), stories.MODULE)
        studio.take(page, named("course", scheme))


def learner_on_a_phone(studio: Studio) -> None:
    """Module, lesson, quiz and result on a phone."""
    page = studio.sit_down("siobhan", NARROW)
    stories.expect_heading(page, stories.MODULE)
    studio.take(page, "module-phone")
    page.get_by_role("link", name="Start:").click()
    expect(page.get_by_text("Lesson 1 of")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        studio.take(page, named("lesson-phone", scheme))
    page.go_back()
    stories.read_every_lesson(page)
    stories.begin_quiz(page)
    first = stories.questions(page).first
    stories.answer(first)
    first.locator("legend").evaluate("each => each.scrollIntoView()")
    studio.take(page, "quiz-phone")
    finish_quiz(page)
    studio.take(page, "result-phone")


def learner_at_a_desk(studio: Studio) -> None:
    """Lesson, quiz and result inside the course."""
    page = studio.sit_down("mei-ling", WIDE)
    tool = stories.tool_in(page)
    stories.expect_heading(tool, stories.MODULE)
    tool.get_by_role("link", name="Start:").click()
    expect(tool.get_by_text("Lesson 1 of")).to_be_visible()
    stories.settle(tool)
    studio.take(page, "lesson")
    tool.get_by_role("link", name=stories.MODULE).first.click()
    stories.expect_heading(tool, stories.MODULE)
    stories.read_every_lesson(tool)
    stories.begin_quiz(tool)
    stories.answer_all(tool, right=RIGHT_ANSWERS)
    stories.questions(tool).nth(1).locator("legend").evaluate("each => each.scrollIntoView()")
    studio.take(page, "quiz")
    stories.submit(tool)
    expect(tool.get_by_text("is in your gradebook")).to_be_visible()
    stories.settle(tool)
    studio.take(page, "result")


def instructor_at_a_desk(studio: Studio) -> None:
    """The instructor's own page, the picker, the LMS's gradebook and its event log."""
    page = studio.sit_down("rosa", TALL)
    expect(stories.tool_in(page).get_by_role("table")).to_be_visible()
    stories.settle(stories.tool_in(page))
    studio.take(page, "instructor")
    page.goto(f"{studio.course('rosa')}/add")
    stories.expect_heading(stories.tool_in(page), re.compile("Add modules"))
    stories.tool_in(page).get_by_role("checkbox", name=stories.MODULE).check()
    studio.take(page, "picker")
    for tab in ("gradebook", "events"):
        page.goto(f"{studio.course('rosa')}/{tab}")
        page.set_viewport_size(WIDE)
        studio.take(page, tab)


STORIES: tuple[Callable[[Studio], None], ...] = (
    learner_in_the_course,
    learner_on_a_phone,
    learner_at_a_desk,
    instructor_at_a_desk,
)


def finish_quiz(page: Page) -> None:
    """Answer, submit, and wait until the grade has arrived."""
    stories.answer_all(page, right=RIGHT_ANSWERS)
    stories.submit(page)
    expect(page.get_by_text("is in your gradebook")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")


def named(name: str, scheme: str) -> str:
    return name if scheme == "light" else f"{name}-{scheme}"


@contextlib.contextmanager
def running_demo() -> Iterator[str]:
    """`lti-tool demo` as a newcomer starts it, on free ports; yields the LMS's address."""
    port, lms_port = free_port(), free_port()
    command = [str(Path(sys.executable).with_name("lti-tool")), "demo"]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--lms-port", str(lms_port), "--folder", folder]
        demo = subprocess.Popen(command + options, stdout=subprocess.DEVNULL)
        try:
            lms = f"http://127.0.0.1:{lms_port}"
            wait_until_ready(demo, f"http://localhost:{port}/healthz", f"{lms}/jwks.json")
            yield lms
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=PATIENCE_S)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_ready(demo: subprocess.Popen[bytes], *urls: str) -> None:
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest and demo.poll() is None:
        if all(map(answers, urls)):
            return
        time.sleep(0.2)
    sys.exit("The demo did not start; try `lti-tool demo` by hand.")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Which folder? Run: python -m tests.browser.screenshots docs/images")
    main(Path(sys.argv[1]))
