"""What a step costs in SQL statements: pinned, so that none creeps in, and the same for one learner and for thirty."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lti_tool.content.source.loader import load_catalogue
from lti_tool.placements.catalogue import LazyCatalogue
from lti_tool.settings import shipped_dir
from tests.support.door import Door
from tests.support.learners import answers, csrf
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

# One table to look at when a number moves. BEGIN, COMMIT and ROLLBACK are not counted.
STATEMENTS = {
    "login": 0,
    "repeat launch": 2,
    "repeat launch with dates": 3,
    "module page": 5,
    "lesson page": 5,
    "quiz page": 3,
    "save an answer": 3,
    "result page": 8,
    "practice page": 6,
    "course page": 8,
    "instructor home": 12,
    "analysis": 13,
    "one learner": 9,
}
LIMIT = 6  # of a lesson or a quiz page


@dataclass
class Counter:
    said: list[str] = field(default_factory=list)

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):  # SQLite's, which our engine says itself
            self.said.append(" ".join(statement.split()))


@pytest.fixture
def quiet_door(door: Door) -> Door:
    """A door whose delivery thread asks the database nothing while statements are counted."""
    door.browser().get("/healthz", base_url=door.url)
    door.app.extensions["score_executor"].stop()
    return door


@contextmanager
def counting(door: Door) -> Iterator[list[str]]:
    with door.app.app_context():
        engine: Engine = door.app.extensions["sqlalchemy"].engine
    counter = Counter()
    event.listen(engine, "before_cursor_execute", counter)
    try:
        yield counter.said
    finally:
        event.remove(engine, "before_cursor_execute", counter)


def assert_costs(door: Door, step: str, act: Callable[[], object]) -> None:
    act()
    for _ in range(2):
        with counting(door) as said:
            act()
        assert len(said) == STATEMENTS[step], f"{step}: {len(said)}\n" + "\n".join(said)


def start_quiz(door: Door, browser: FlaskClient, page: Page) -> Page:
    proof = {"csrf_token": csrf(page)}
    answer = browser.post(f"/l/{page.launch_id}/attempts", base_url=door.url, data=proof)
    return door.get(browser, answer.location)


def submit(door: Door, browser: FlaskClient, quiz: Page) -> str:
    form = {"csrf_token": csrf(quiz), "confirmed": "1"} | answers(quiz, right=7)
    answer = browser.post(f"{quiz.path}/submit", base_url=door.url, data=form)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_login_asks_the_database_nothing(quiet_door: Door) -> None:
    browser = quiet_door.browser()

    assert_costs(quiet_door, "login", lambda: quiet_door.begin(browser))


def test_a_repeat_launch(quiet_door: Door) -> None:
    browser = quiet_door.browser()
    quiet_door.enter(browser)

    assert_costs(quiet_door, "repeat launch", lambda: quiet_door.launch(browser))


def test_a_repeat_launch_that_brings_dates_of_the_lms_looks_whether_they_are_new(quiet_door: Door) -> None:
    browser, sent = quiet_door.browser(), {"module": "culture-of-yes", "available_end": "2031-05-06T07:08:00Z"}
    quiet_door.enter(browser, custom=sent)

    assert_costs(quiet_door, "repeat launch with dates", lambda: quiet_door.launch(browser, custom=sent))


def test_the_learners_pages(quiet_door: Door) -> None:
    door, browser = quiet_door, quiet_door.browser()
    page = door.enter(browser)
    lesson = page.soup.select("a.lesson-row")[0]["href"]
    quiz = start_quiz(door, browser, page)
    field_set = quiz.soup.select("fieldset[data-save-url]")[0]
    option = field_set.select("input[data-answer], select option[value!='']")[0]["value"]
    form = {"csrf_token": csrf(quiz), "option": option}

    assert_costs(door, "module page", lambda: door.get(browser, page.path))
    assert_costs(door, "lesson page", lambda: door.get(browser, str(lesson)))
    assert_costs(door, "quiz page", lambda: door.get(browser, quiz.path))
    assert_costs(
        door,
        "save an answer",
        lambda: browser.post(str(field_set["data-save-url"]), base_url=door.url, data=form),
    )
    result = submit(door, browser, quiz)
    assert_costs(door, "result page", lambda: door.get(browser, result))
    assert_costs(door, "module page", lambda: door.get(browser, page.path))
    assert_costs(door, "practice page", lambda: door.get(browser, f"{page.path}practice"))
    assert_costs(door, "course page", lambda: door.get(browser, f"{page.path}course"))


def test_every_lesson_and_every_quiz_keeps_within_six_statements(quiet_door: Door) -> None:
    door = quiet_door
    modules = [module for module in load_catalogue(shipped_dir("content")).modules if module.quiz]
    for module in modules:
        browser = door.browser()
        link = {"id": f"link-{module.id}", "title": module.title}
        page = door.enter(browser, resource_link=link, custom={"module": module.id})
        quiz = start_quiz(door, browser, page)
        for path in [quiz.path, *(f"{page.path}lessons/{lesson.id}" for lesson in module.lessons)]:
            door.get(browser, path)
            with counting(door) as said:
                door.get(browser, path)
            assert len(said) <= LIMIT, f"{path}: {len(said)}\n" + "\n".join(said)


def test_a_quiz_costs_the_same_whatever_its_bank_has(quiet_door: Door, tmp_path: Path) -> None:
    door = quiet_door
    folder = tmp_path / "content"
    shutil.copytree(shipped_dir("content"), folder)
    bank = folder / "modules/culture-of-yes/families.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text + "".join(text.replace("coy-", f"more{number}-") for number in range(6)), encoding="utf-8")
    door.app.extensions["catalogue"] = LazyCatalogue(folder)
    browser = door.browser()
    page = door.enter(browser)
    quiz = start_quiz(door, browser, page)

    assert_costs(door, "quiz page", lambda: door.get(browser, quiz.path))
    assert len(door.app.extensions["catalogue"].loaded.module("culture-of-yes").quiz.items) > 150


@pytest.mark.parametrize("modules", [1, 8])
def test_the_course_page_costs_the_same_for_one_module_and_for_eight(quiet_door: Door, modules: int) -> None:
    door, browser = quiet_door, quiet_door.browser()
    for number in range(modules):
        link = {"id": f"link-{number}", "title": str(number)}
        page = door.enter(browser, resource_link=link, custom={"module": "culture-of-yes"})
        submit(door, browser, start_quiz(door, browser, page))

    assert_costs(door, "course page", lambda: door.get(browser, f"{page.path}course"))


@pytest.mark.parametrize("learners", [1, 30])
def test_the_instructors_page_costs_the_same_for_one_learner_and_for_thirty(quiet_door: Door, learners: int) -> None:
    door = quiet_door
    for number in range(learners):
        browser = door.browser()
        page = door.enter(browser, sub=f"learner-{number}", name=f"Learner {number}")
        submit(door, browser, start_quiz(door, browser, page))
    browser = door.browser()
    home = door.enter(browser, "rosa")

    assert f"Learner {learners - 1}" in door.get(browser, home.path).text
    assert_costs(door, "instructor home", lambda: door.get(browser, home.path))
    assert_costs(door, "analysis", lambda: door.get(browser, f"{home.path}/analysis"))
    learner_path = str(door.get(browser, home.path).soup.select("table.people tbody a")[0]["href"])
    assert_costs(door, "one learner", lambda: door.get(browser, learner_path))
