"""Where a launch's time goes: samples the tool's own CPU while it answers logins, launches and pages in this process.

Run it with `python -m benchmarks.profile`. A timer interrupts every millisecond of CPU time and notes whose code ran;
unlike a tracing profiler it does not make code of many small functions look dearer than it is. Function calls are
counted apart: other work on the machine does not change them.
"""

from __future__ import annotations

import signal
import tempfile
from collections import Counter, defaultdict
from cProfile import Profile
from pathlib import Path
from pstats import Stats
from types import FrameType
from typing import Any

from flask import Flask

from benchmarks.counting import STEPS
from benchmarks.databases import prepare
from benchmarks.launch import COURSES, MODULE_ID, PEOPLE, SECRET
from benchmarks.platform import Platform
from benchmarks.visits import InProcessDoor, Visitor, repeat_visitors
from lti_tool.app import create_app
from lti_tool.settings import Settings

SEQUENCES, COUNTED = 1_500, 60
SAMPLE_SECONDS = 0.001
BASE_URL = "http://127.0.0.1:5999"
OWNERS = {
    "/lti_tool/templates/": "Jinja2",
    "/lti_tool/": "the tool",
    "/sqlalchemy/": "SQLAlchemy",
    "/flask_sqlalchemy/": "SQLAlchemy",
    "/jinja2/": "Jinja2",
    "/markupsafe/": "Jinja2",
    "/flask_wtf/": "Flask-WTF, itsdangerous",
    "/itsdangerous/": "Flask-WTF, itsdangerous",
    "/flask/": "Flask, Werkzeug",
    "/werkzeug/": "Flask, Werkzeug",
    "/jwt/": "PyJWT, cryptography",
    "/pylti1p3/": "PyLTI1p3",
    "/pydantic/": "Pydantic",
}
DRIVER_CALLS = {"do_execute", "do_commit", "do_rollback", "do_begin"}


class Sampler:
    """Counts whose code runs while a request is answered."""

    def __init__(self, app: Flask) -> None:
        self.samples: dict[str, Counter[str]] = {step: Counter() for step in STEPS}
        self.requests: Counter[str] = Counter()
        self._step: str | None = None
        self._answer = app.wsgi_app
        app.wsgi_app = self._sampled  # type: ignore[method-assign]

    def _sampled(self, environ: dict[str, Any], start_response: Any) -> Any:
        self._step = step_of(environ)
        self.requests[self._step] += 1
        try:
            return self._answer(environ, start_response)
        finally:
            self._step = None

    def note(self, _signal: int, frame: FrameType | None) -> None:
        if self._step is not None:
            self.samples[self._step][owner_of(frame)] += 1


class CallCounter:
    """Counts the functions that are called while a request is answered, Python's own and those in C."""

    def __init__(self, app: Flask) -> None:
        self._requests: Counter[str] = Counter()
        self._profiles: dict[str, Profile] = defaultdict(Profile)
        self._answer = app.wsgi_app
        app.wsgi_app = self._counted  # type: ignore[method-assign]

    def _counted(self, environ: dict[str, Any], start_response: Any) -> Any:
        step = step_of(environ)
        self._requests[step] += 1
        with self._profiles[step]:
            return self._answer(environ, start_response)

    def calls(self, step: str) -> float:
        """How many calls one request takes."""
        counted: int = Stats(self._profiles[step]).total_calls  # type: ignore[attr-defined]
        return counted / self._requests[step]


def step_of(environ: dict[str, Any]) -> str:
    """Login, launch or page."""
    path: str = environ["PATH_INFO"]
    return "page" if path.startswith("/l/") else path.rpartition("/")[2]


def owner_of(frame: FrameType | None) -> str:
    """The package that the innermost frame belongs to; the standard library counts for whoever called it."""
    while frame is not None:
        file = frame.f_code.co_filename
        if "/sqlalchemy/" in file and frame.f_code.co_name in DRIVER_CALLS:
            return "SQLite"
        for folder, owner in OWNERS.items():
            if folder in file:
                return owner
        frame = frame.f_back
    return "other"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Platform(MODULE_ID) as platform:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'tool.sqlite3'}",
            secret_key=SECRET,
            base_url=BASE_URL,
            allow_private_platforms=True,
        )
        app = create_app(settings)
        prepare(app, platform)
        door = InProcessDoor(app, BASE_URL)
        _visit(platform, door, settings.launch_url, 100)
        asked_once = app.wsgi_app
        counter = CallCounter(app)
        _visit(platform, door, settings.launch_url, COUNTED)
        app.wsgi_app = asked_once  # type: ignore[method-assign]
        sampler = Sampler(app)
        signal.signal(signal.SIGPROF, sampler.note)
        signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)
        _visit(platform, door, settings.launch_url, SEQUENCES)
        signal.setitimer(signal.ITIMER_PROF, 0)
        app.extensions["score_executor"].stop()
    _print(sampler)
    print(f"{'function calls':<28}" + "".join(f"{counter.calls(step):>8.0f}" for step in STEPS))


def _visit(platform: Platform, door: InProcessDoor, launch_url: str, sequences: int) -> None:
    visits = repeat_visitors(PEOPLE, COURSES, lambda person: Visitor(platform, door, launch_url, person))
    for number in range(sequences):
        visitor, course = visits[number % len(visits)]
        visitor.open_link(course)


def _print(sampler: Sampler) -> None:
    total = sum(sampler.samples.values(), Counter())
    taken = total.total()
    print(f"{'share of CPU, %':<28}" + "".join(f"{step:>8}" for step in (*STEPS, "all")))
    for owner, count in total.most_common():
        shares = [sampler.samples[step][owner] for step in STEPS] + [count]
        print(f"  {owner:<26}" + "".join(f"{100 * share / taken:>8.1f}" for share in shares))
    sums = [sampler.samples[step].total() for step in STEPS] + [taken]
    print(f"{'together':<28}" + "".join(f"{100 * each / taken:>8.1f}" for each in sums))


if __name__ == "__main__":
    main()
