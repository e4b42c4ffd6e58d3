"""What a whole visit of a learner costs: login, launch, module, lesson, a quiz saved answer by answer, its result.

    python -m benchmarks.learning [--people 40] [--postgres]

CPU of this process (which is the tool and what asks it) and, with --postgres, of the database server, by step. All
people are of one course, and no thread delivers meanwhile.
"""

from __future__ import annotations

import argparse
import logging
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from flask import Flask

from benchmarks.counting import recorded_statements
from benchmarks.databases import databases, prepare
from benchmarks.launch import MODULE_ID, SECRET
from benchmarks.pages import BASE_URL
from benchmarks.platform import Platform
from benchmarks.servers import cpu_seconds_of_tree
from benchmarks.visits import InProcessDoor, Visitor
from lti_tool.app import create_app
from lti_tool.competencies.folding import fold_waiting
from lti_tool.db import utcnow
from lti_tool.settings import Settings

OFFERED = re.compile(r'(?:<input type="(?:radio|checkbox)" name="item-[^"]+"|<option) value="([^"]+)"')
SAVED = 9  # so that a visit has seventeen requests
WARM_UP = 5
T = TypeVar("T")


class Costs:
    """Milliseconds and statements of each step, for each person."""

    def __init__(self, app: Flask, database_pid: int | None) -> None:
        self.tool: dict[str, list[float]] = defaultdict(list)
        self.database: dict[str, list[float]] = defaultdict(list)
        self.statements: dict[str, int] = {}
        self._app, self._pid = app, database_pid

    def step(self, name: str, act: Callable[[], T]) -> T:
        """Do one step, measured."""
        database, tool = self._database(), time.process_time()
        answer = act()
        self.tool[name].append((time.process_time() - tool) * 1000)
        self.database[name].append((self._database() - database) * 1000)
        return answer

    def counted(self, name: str, act: Callable[[], T]) -> T:
        """Do one step, and keep how many statements it took."""
        with recorded_statements(self._app) as said:
            answer = act()
        self.statements[name] = len(said)
        return answer

    def _database(self) -> float:
        return cpu_seconds_of_tree(self._pid) if self._pid else 0.0


Step = Callable[[str, Callable[[], T]], T]


def visit(visitor: Visitor, step: Step, course: str = "course-1", saved: int = SAVED) -> None:  # type: ignore[type-arg]
    """One learner, from the link to the result, who answers `saved` questions."""
    asked = step("login", lambda: visitor.login(course))
    home = step("launch", lambda: visitor.launch(course, asked))
    page = step("module page", lambda: _send(visitor, "GET", home))
    token = _find(r'name="csrf_token" value="([^"]+)"', page)
    lesson = _find(r'href="(/l/[^"]+/lessons/[^"]+)"', page)
    step("lesson page", lambda: _send(visitor, "GET", lesson))
    form = {"csrf_token": token}
    quiz = step("start", lambda: _go(visitor, f"{home}attempts", form))
    text = step("quiz page", lambda: _send(visitor, "GET", quiz))
    for url, value in _answers(text)[:saved]:
        step("save", partial(_send, visitor, "POST", url, form | {"option": value}))
    result = step("submit", lambda: _go(visitor, f"{quiz}/submit", form | {"confirmed": "1"}))
    step("result", lambda: _send(visitor, "GET", result))


def _answers(quiz: str) -> list[tuple[str, str]]:
    """Where each question's answer is saved, and one that it offers."""
    questions = re.split(r'(?=data-save-url=")', quiz)[1:]
    found = ((_find(r'data-save-url="([^"]+)"', each), OFFERED.search(each)) for each in questions)
    return [(url, offered.group(1)) for url, offered in found if offered]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with (
        tempfile.TemporaryDirectory() as folder,
        Platform(MODULE_ID) as platform,
        databases(Path(folder), postgres=options.postgres) as urls,
    ):
        settings = Settings(database_url=urls.tool, secret_key=SECRET, base_url=BASE_URL, allow_private_platforms=True)
        app = create_app(settings)
        prepare(app, platform)
        app.extensions["score_executor"].start()
        app.extensions["score_executor"].stop()
        costs = Costs(app, urls.server_pid)
        visitors = [
            Visitor(platform, InProcessDoor(app, BASE_URL), settings.launch_url, f"person-{number}")
            for number in range(options.people + WARM_UP)
        ]
        for place, visitor in enumerate(visitors):
            steps: Step = costs.counted if place < WARM_UP else costs.step  # type: ignore[type-arg]
            visit(visitor, steps)
        costs.step("fold", lambda: fold_all(app))
    _report(costs, len(visitors))


def fold_all(app: Flask) -> None:
    """Count what was handed in, as the background does."""
    with app.app_context():
        while fold_waiting(app.extensions["lti"].session_factory, utcnow()):
            pass


def _report(costs: Costs, handed_in: int) -> None:
    [folded_tool], [folded_database] = costs.tool.pop("fold"), costs.database.pop("fold")
    print(f"{'step':<14}{'times':>6}{'tool, ms':>10}{'database, ms':>14}{'statements':>12}")
    people = len(costs.tool["login"])
    for name, taken in costs.tool.items():
        mean = sum(costs.database[name]) / len(taken)  # its clock ticks every 10 ms: only a mean says something
        print(f"{name:<14}{len(taken) // people:>6}{median(taken):>10.2f}{mean:>14.2f}{costs.statements[name]:>12}")
    tool = sum(sum(each) for each in costs.tool.values()) / people
    database = sum(sum(each) for each in costs.database.values()) / people
    requests = sum(len(each) for each in costs.tool.values()) // people
    folded = f"{folded_tool / handed_in:.2f} ms in the tool, {folded_database / handed_in:.2f} ms in the database"
    print(f"counted afterward, for each attempt: {folded}")
    print(f"a visit of {requests} requests: {tool:.1f} ms in the tool, {database:.1f} ms in the database")


def _send(visitor: Visitor, method: str, path: str, form: dict[str, str] | None = None) -> str:
    answer = visitor.door.send(method, path, form, visitor.cookies)
    if answer.status not in (200, 204):
        raise LookupError(f"{method} {path} answered {answer.status}: {answer.text[:300]}")
    visitor.cookies |= answer.cookies
    return answer.text


def _go(visitor: Visitor, path: str, form: dict[str, str]) -> str:
    answer = visitor.door.send("POST", path, form, visitor.cookies)
    if answer.status != 303:
        raise LookupError(f"{path} answered {answer.status}")
    return answer.location


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(pattern)
    return found.group(1)


if __name__ == "__main__":
    main()
