"""The phases of a load run, each on a running tool."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

from benchmarks.learning import visit
from benchmarks.load.driving import Journal, arrive, steady
from benchmarks.load.measured import Cost, Herd, Idle, Memory, Round, Steps, Visits
from benchmarks.load.tool import COURSES, Spent, Tool, conditions, each_cost
from benchmarks.load.waits import by_kind, over_a_second, summed_up

T = TypeVar("T")
LOOKS_EACH_S = 1.0
STEP_LEARNERS, STEP_ANSWERS, STEP_AT_ONCE = 60, 5, 8


@dataclass(frozen=True)
class Size:
    """How much a run does."""

    rate: float = 3.0
    visits_s: float = 40.0
    idle_s: float = 15.0
    launches: int = 500
    launches_s: float = 10.0
    away_s: float = 60.0
    away_rate: float = 5.0
    latency_ms: float = 100.0


def course_of(number: int) -> str:
    """Everybody is in one of a few courses."""
    return f"course-{number % COURSES}"


def idle(tool: Tool, size: Size) -> Idle:
    """Nobody comes."""
    before = tool.spent()
    time.sleep(size.idle_s)
    after = tool.spent()
    return Idle(conditions=conditions(before, after), a_second=each_cost(before, after, after.at - before.at))


def steps(tool: Tool, _size: Size) -> Steps:
    """A class that goes through a visit together: all have done a step before anybody does the next.

    Its gradebook is away meanwhile, so that no delivery is counted as a step's cost.
    """
    tool.gradebook.go_away()
    marks: list[tuple[str, Spent]] = []
    asked_for: set[str] = set()
    few = threading.Semaphore(STEP_AT_ONCE)

    def all_here() -> None:
        [kind] = asked_for  # everybody does the same
        asked_for.clear()
        marks.append((kind, tool.spent()))

    gate = threading.Barrier(STEP_LEARNERS, action=all_here)

    def step(hang_up: Callable[[], None], kind: str, act: Callable[[], T]) -> T:
        asked_for.add(kind)
        gate.wait()
        with few:
            try:
                return act()
            finally:
                hang_up()  # the server does not keep a connection for as long as this one now waits

    def learn(number: int) -> None:
        try:
            with tool.visitor(f"step-{number}") as visitor:
                my_step = partial(step, visitor.door.close)
                visit(visitor, my_step, course_of(number), STEP_ANSWERS)
                my_step("end", lambda: None)
        except threading.BrokenBarrierError:
            return  # somebody else says why
        except BaseException:
            gate.abort()
            raise

    with ThreadPoolExecutor(STEP_LEARNERS) as pool:
        list(pool.map(learn, range(STEP_LEARNERS)))
    tool.gradebook.come_back()
    tool.settle()
    around = conditions(marks[0][1], marks[-1][1])
    return Steps(conditions=around, learners=STEP_LEARNERS, costs=costs_of_steps(marks, STEP_LEARNERS))


def costs_of_steps(marks: list[tuple[str, Spent]], learners: int) -> dict[str, Cost]:
    """What one request of each kind cost; `marks` are the moments at which all began a step."""
    found: dict[str, list[Cost]] = defaultdict(list)
    for (kind, before), (_next, after) in pairwise(marks):
        found[kind].append(each_cost(before, after, learners))
    return {kind: _mean(costs) for kind, costs in found.items()}


def _mean(costs: list[Cost]) -> Cost:
    tool, database = (sum(getattr(each, name) for each in costs) / len(costs) for name in ("tool_ms", "database_ms"))
    return Cost(tool_ms=round(tool, 2), database_ms=round(database, 2))


def visits(tool: Tool, size: Size) -> Visits:
    """People come for the first time at a steady rate; then the same people come again."""
    before = tool.spent()
    with most_connections(tool) as most:
        newcomers, again = (_round(tool, size) for _ in range(2))
    around = conditions(before, tool.spent())
    return Visits(conditions=around, rate=size.rate, newcomers=newcomers, again=again, connections=max(most))


def _round(tool: Tool, size: Size) -> Round:
    journal, moments = Journal(), steady(size.rate, size.visits_s)

    def come(number: int, _due: float) -> None:
        with tool.visitor(f"visitor-{number}") as visitor:
            visit(visitor, journal.step, course_of(number))

    disk, log = tool.bytes_on_disk()
    before = tool.spent()
    arrive(moments, come)
    tool.settle()
    after = tool.spent()
    more_disk, more_log = tool.bytes_on_disk()
    done = journal.count("result")
    return Round(
        visits=done,
        seconds=round(after.at - before.at, 1),
        a_visit=each_cost(before, after, done),
        waits=by_kind(journal.taken),
        errors=dict(journal.errors),
        bytes_a_visit=round((more_disk - disk) / done),
        log_bytes_a_visit=round((more_log - log) / done),
    )


def herd(tool: Tool, size: Size) -> Herd:
    """All come at moments that nobody agreed on, within seconds; each wait is counted from the click."""
    journal, chance = Journal(), random.Random(7)
    moments = sorted(chance.uniform(0, size.launches_s) for _ in range(size.launches))
    dots: list[tuple[float, float]] = []

    def come(number: int, due: float) -> None:
        with tool.visitor(f"herd-{number}") as visitor:
            asked = journal.step("login", lambda: visitor.login(course_of(number)))
            home = journal.step("launch", lambda: visitor.launch(course_of(number), asked))
            journal.step("module page", lambda: visitor.page(home))
        dots.append((round(moments[number], 2), round(time.perf_counter() - due, 3)))

    answered, quick = tool.answers()
    before = tool.spent()
    with most_connections(tool) as most:
        arrive(moments, come)
    after = tool.spent()
    answered_now, quick_now = tool.answers()
    return Herd(
        conditions=conditions(before, after),
        launches=size.launches,
        seconds=size.launches_s,
        served_after_s=round(after.at - before.at, 1),
        a_launch=each_cost(before, after, len(dots)),
        until_page=summed_up(wait for _, wait in dots),
        waits=by_kind(journal.taken),
        errors=dict(journal.errors),
        felt_slow=round(over_a_second(journal.taken.values()), 3),
        told_slow=round(1 - (quick_now - quick) / (answered_now - answered), 3),
        connections=max(most),
        dots=sorted(dots),
    )


def memory(tool: Tool, _size: Size) -> Memory:
    """What the processes hold after all that came before."""
    now = tool.spent()
    own, resident = tool.memory()
    tool.settle()
    return Memory(
        conditions=conditions(now, tool.spent()),
        own_mib=own,
        resident_mib=resident,
        connection_mib=tool.connection_memory(),
        connections=tool.connections(),
    )


@contextmanager
def most_connections(tool: Tool) -> Iterator[list[int]]:
    """How many connections there are, looked at each second until the block ends."""
    seen, over = [tool.connections()], threading.Event()

    def look() -> None:
        while not over.wait(LOOKS_EACH_S):
            seen.append(tool.connections())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
