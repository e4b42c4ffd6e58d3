"""What a learner's pages cost: CPU, statements and weight of each, against the aims of the course.

Run it with `python -m benchmarks.pages`. The app answers in this process, without a server; CPU is the median of many
requests, on SQLite. The quiz is measured twice, with the shipped bank and with one ten times as large, which must not
matter.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from benchmarks.counting import recorded_statements
from benchmarks.databases import prepare
from benchmarks.launch import MODULE_ID, SECRET
from benchmarks.platform import Platform
from benchmarks.visits import Answer, InProcessDoor, Visitor
from lti_tool.app import create_app
from lti_tool.settings import Settings, shipped_dir

BASE_URL = "http://127.0.0.1:5999"
WARM_UP, ROUNDS = 20, 200
PAGE_MS, QUIZ_MS, SAVE_MS, STATEMENTS = 8.0, 6.0, 2.5, 6


@dataclass(frozen=True)
class Cost:
    """One kind of request: milliseconds of CPU, SQL statements, bytes after gzip."""

    name: str
    milliseconds: float
    statements: int
    gzipped: int
    aim_ms: float

    def __str__(self) -> str:
        ratio = self.milliseconds / self.aim_ms
        figures = f"{self.milliseconds:7.2f} ms {self.statements:4d} statements {self.gzipped:7,d} bytes"
        return f"{self.name:<26}{figures}   {ratio:.2f} of the aim"


class Learner:
    """Somebody with an open quiz, in this process."""

    def __init__(self, platform: Platform, app: Flask, launch_url: str, person: str) -> None:
        self._door = InProcessDoor(app, BASE_URL)
        self._visitor = Visitor(platform, self._door, launch_url, person)
        self.home = self._visitor.launch("course-1", self._visitor.login("course-1"))
        self.token = self._find(r'name="csrf_token" value="([^"]+)"', self.get(self.home).text)

    def get(self, path: str) -> Answer:
        return self._checked(self._door.send("GET", path, None, self._visitor.cookies))

    def post(self, path: str, **form: str) -> Answer:
        sent = {"csrf_token": self.token, **form}
        return self._checked(self._door.send("POST", path, sent, self._visitor.cookies))

    def start_quiz(self) -> str:
        return self.post(f"{self.home}attempts").location

    def first_item(self, quiz: str) -> tuple[str, str]:
        """The first question's save address and one possible answer."""
        page = self.get(quiz).text
        return self._find(r'data-save-url="([^"]+)"', page), an_answer(page)

    @staticmethod
    def _find(pattern: str, text: str) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise LookupError(pattern)
        return found.group(1)

    @staticmethod
    def _checked(answer: Answer) -> Answer:
        if answer.status >= 400:
            raise LookupError(f"status {answer.status}")
        return answer


def an_answer(page: str) -> str:
    """A value that the first question offers."""
    question = page.split("<fieldset", 2)[1]
    values = re.findall(r'(?:<input type="(?:radio|checkbox)" name="item-[^"]+"|<option) value="([^"]+)"', question)
    return values[0]


@contextmanager
def running(content_dir: Path | None = None) -> Iterator[tuple[Flask, Learner]]:
    with tempfile.TemporaryDirectory() as folder, Platform(MODULE_ID) as platform:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'tool.sqlite3'}",
            secret_key=SECRET,
            base_url=BASE_URL,
            allow_private_platforms=True,
            content_dir=content_dir,
        )
        app = create_app(settings)
        prepare(app, platform)
        yield app, Learner(platform, app, settings.launch_url, "person-1")
        app.extensions["score_executor"].stop()


def measure(app: Flask, name: str, request: Callable[[], Answer], aim_ms: float = PAGE_MS) -> Cost:
    for _ in range(WARM_UP):
        request()
    with recorded_statements(app) as statements:
        answer = request()
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        request()
        taken.append((time.thread_time() - started) * 1000)
    return Cost(name, median(taken), len(statements), len(gzip.compress(answer.text.encode())), aim_ms)


def measure_all() -> Iterator[Cost]:
    with running() as (app, learner):
        lesson = re.search(r'href="(/l/[^"]+/lessons/[^"]+)"', learner.get(learner.home).text)
        if lesson is None:
            raise LookupError("no lesson")
        yield measure(app, "module", lambda: learner.get(learner.home))
        yield measure(app, "lesson", lambda: learner.get(lesson.group(1)))
        yield measure(app, "course", lambda: learner.get(f"{learner.home}course"))
        quiz = learner.start_quiz()
        yield measure(app, "quiz, 30 items in the bank", lambda: learner.get(quiz), QUIZ_MS)
        url, answer = learner.first_item(quiz)
        yield measure(app, "saving an answer", lambda: learner.post(url, option=answer), SAVE_MS)
        result = learner.post(f"{quiz}/submit", confirmed="1").location
        yield measure(app, "result", lambda: learner.get(result))
    with large_bank() as content_dir, running(content_dir) as (app, learner):
        quiz = learner.start_quiz()
        yield measure(app, "quiz, 300 items", lambda: learner.get(quiz), QUIZ_MS)


@contextmanager
def large_bank() -> Iterator[Path]:
    """The shipped content with each item of one bank ten times over."""
    with tempfile.TemporaryDirectory() as folder:
        content_dir = Path(shutil.copytree(shipped_dir("content"), Path(folder) / "content"))
        items = content_dir / "modules" / MODULE_ID / "items.yaml"
        text = items.read_text(encoding="utf-8")
        copies = [re.sub(r'(?m)^(- id: "coy-)', rf"\g<1>{number}x", text) for number in range(1, 10)]
        items.write_text("\n".join([text, *copies]), encoding="utf-8")
        yield content_dir


def main() -> None:
    costs = list(measure_all())
    for cost in costs:
        print(cost)
    many = [cost for cost in costs if cost.statements > STATEMENTS]
    print(f"pages with more than {STATEMENTS} statements: {', '.join(cost.name for cost in many) or 'none'}")
    print(f"dearest against its aim: {max(cost.milliseconds / cost.aim_ms for cost in costs):.2f}")


if __name__ == "__main__":
    main()
