"""The visual record: `python -m tests.browser.screenshots docs/images` photographs the real thing anew.

Runs the tool and the demo LMS, walks past every page as its people do, and keeps each picture small.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.demo_lms import DemoSettings, create_demo_lms
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.settings import Settings
from tests.browser import stories
from tests.browser.desks import ARGUMENTS
from tests.browser.find_browser import ADVICE, find_browser
from tests.browser.tour import Tour
from tests.conftest import World, register
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.ports import find_free_port

WIDE: ViewportSize = {"width": 1120, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 720}
COLOURS = 64  # in a picture's palette: flat design needs no more, and the repository stays small
# What the tour calls a page: what we call its picture, and the part of the page that it shows.
PICTURES = {
    "module": ("module", "body"),
    "lesson-1": ("lesson", "body"),
    "lesson-2-done": ("rewrite", "[data-activity=rewrite]"),
    "lesson-3-whole": ("scenario", "[data-activity=scenario]"),
    "lesson-4-sheet": ("checklist", "body"),
    "quiz-gaps": ("review", "#review"),
    "result-not-passed": ("result-not-passed", "body"),
    "result-passed": ("result", "body"),
    "practice-answer": ("practice", "body"),
    "notes": ("notes", "body"),
    "refresher-answer": ("refresher", "body"),
    "service-1-done": ("self-assessment", "[data-activity=self_assessment]"),
    "service-2-whole": ("sort", "[data-activity=sort]"),
    "ready": ("ready", "body"),
    "quiz-clock": ("quiz", "body"),
    "time-is-up": ("time-is-up", "body"),
    "pre-assessment-result": ("where-to-start", "body"),
    "certificate-result": ("certificate", "body"),
    "instructor": ("instructor", "body"),
    "settings": ("settings", "body"),
    "person": ("person", "body"),
    "verify": ("verify", "body"),
    "nothing-here": ("problem", "body"),
    "finished": ("finished", "body"),
}


@dataclass(frozen=True)
class Studio:
    """A browser before the running tool and LMS, and the folder for its pictures."""

    browser: Browser
    world: World
    session: Session
    folder: Path

    def sit_down(self, size: ViewportSize = WIDE) -> Page:
        """A fresh browser."""
        return self.browser.new_context(viewport=size, reduced_motion="reduce").new_page()

    def take(self, page: Page, name: str) -> None:
        """Photograph what is in the window now."""
        path = self.folder / f"{name}.png"
        page.screenshot()  # a frame of another site is painted a moment after the page around it
        page.screenshot(path=path, animations="disabled", caret="hide")
        Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}  {path.stat().st_size // 1024} KB")

    def take_both(self, page: Page, name: str, part: str = "body") -> None:
        """A desktop by day and a phone by night."""
        for size, scheme, suffix in ((WIDE, "light", ""), (NARROW, "dark", "-phone")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            page.locator(part).first.evaluate("each => each.scrollIntoView()")
            self.take(page, f"{name}{suffix}")
        page.set_viewport_size(WIDE)


def main(folder: Path) -> None:
    """Take every picture."""
    executable = find_browser()
    if executable is None:
        sys.exit(ADVICE)
    folder.mkdir(parents=True, exist_ok=True)
    with running_world() as world, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        with world.tool.extensions["lti"].session_factory() as session:
            studio = Studio(browser, world, session, folder)
            on_the_tour(studio)
            in_the_course(studio)
            of_the_style_guide(studio)
        browser.close()
        world.tool.extensions["score_executor"].stop()


def on_the_tour(studio: Studio) -> None:
    """The tool's own pages, in a tab."""
    tour = Tour(studio.sit_down(), studio.world, studio.session)
    for stop in tour.pages():
        if stop in PICTURES:
            expect(tour.page.locator(".status[data-kind=on_its_way]")).to_have_count(0)
            studio.take_both(tour.page, *PICTURES[stop])


def in_the_course(studio: Studio) -> None:
    """The tool in the LMS's frame, and what the LMS itself shows of it."""
    page = studio.sit_down()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        stories.expect_heading(stories.open_in_course(page, studio.world, "lars"), stories.MODULE)
        studio.take(page, "course" if scheme == "light" else "course-dark")
    page.emulate_media(color_scheme="light")
    stories.open_course_page(page, studio.world, "rosa", "add")
    stories.settle(stories.tool_in(page))
    studio.take(page, "picker")
    for tab in ("gradebook", "events"):
        stories.open_course_page(page, studio.world, "rosa", tab)
        studio.take(page, tab)


def of_the_style_guide(studio: Studio) -> None:
    """The reference page of the design."""
    page = studio.sit_down()
    page.goto(f"{studio.world.tool_url}/styleguide")
    studio.take_both(page, "styleguide")


@contextlib.contextmanager
def running_world() -> Iterator[World]:
    """The tool, as developers run it, and the demo LMS, with a database of their own."""
    tool_port, lms_port = find_free_port(), find_free_port()
    tool_url, lms_url = f"http://localhost:{tool_port}", f"http://127.0.0.1:{lms_port}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template").mkdir()
        settings = Settings(
            database_url=SqliteDatabases(Path(folder) / "template").fresh(Path(folder)),
            secret_key=SECRET,
            base_url=tool_url,
            allow_private_platforms=True,
            development=True,
        )
        tool = create_app(settings, AUTOMATIC_ROSTER=False)
        lms = create_demo_lms(DemoSettings(base_url=lms_url, tool_url=tool_url))
        platform = lms.extensions["demo_lms"]
        with serve_in_thread(lms, "127.0.0.1", lms_port), serve_in_thread(tool, "127.0.0.1", tool_port):
            yield World(tool, lms, platform, register(tool, platform))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Which folder? Run: python -m tests.browser.screenshots docs/images")
    main(Path(sys.argv[1]))
