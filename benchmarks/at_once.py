"""Whole visits of many learners at once, through two workers: how long each request takes, and which are refused.

    python -m benchmarks.at_once [--people 150] [--postgres]

Each is one of benchmarks.learning: login, launch, lesson, a quiz saved answer by answer, its result. Nobody pauses to
read, so it is a worse hour than people make.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from benchmarks.databases import databases, prepare
from benchmarks.launch import MODULE_ID, SECRET, tool_server
from benchmarks.learning import visit
from benchmarks.platform import Platform
from benchmarks.servers import free_port
from benchmarks.visits import HttpDoor, Visitor, WrongAnswer
from lti_tool.app import create_app
from lti_tool.settings import Settings

WORKERS = 2
T = TypeVar("T")


class Seen:
    """What all learners met, together."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.refused: Counter[str] = Counter()
        self._lock = threading.Lock()

    def step(self, name: str, act: Callable[[], T]) -> T:
        """Do one step, measured; one that is refused is counted and raised."""
        started = time.perf_counter()
        try:
            return act()
        except (WrongAnswer, OSError) as error:
            with self._lock:
                self.refused[f"{name}: {str(error)[:90]}"] += 1
            raise
        finally:
            with self._lock:
                self.seconds.append(time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.at_once", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        platform = stack.enter_context(Platform(MODULE_ID))
        urls = stack.enter_context(databases(Path(folder), postgres=options.postgres))
        port = free_port()
        prepare(create_app(Settings(database_url=urls.tool, secret_key=SECRET)), platform)
        stack.enter_context(tool_server(urls, port, WORKERS))
        started = time.perf_counter()
        with ThreadPoolExecutor(options.people) as people:
            done = sum(people.map(lambda number: _learn(platform, port, number, seen), range(options.people)))
        _report(options.people, done, time.perf_counter() - started, seen)


def _learn(platform: Platform, port: int, number: int, seen: Seen) -> bool:
    """One whole visit; whether it came to its end."""
    door = HttpDoor(port, timeout_s=300)
    try:
        visit(Visitor(platform, door, f"http://127.0.0.1:{port}/lti/launch", f"learner-{number}"), seen.step)
    except (WrongAnswer, OSError):
        return False
    finally:
        door.close()
    return True


def _report(people: int, done: int, took_s: float, seen: Seen) -> None:
    cuts = quantiles(seen.seconds, n=100)
    print(f"{done} of {people} visits came to their end, in {took_s:.0f} s; {len(seen.seconds)} steps")
    print(f"a step took {cuts[49]:.1f} s in the middle, {cuts[94]:.1f} s at 95 %, {max(seen.seconds):.1f} s at most")
    for what, times in seen.refused.most_common():
        print(f"{times:>4} × {what}")


if __name__ == "__main__":
    main()
