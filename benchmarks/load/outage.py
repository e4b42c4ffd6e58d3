"""A gradebook is away while people hand in; it comes back, and what piled up arrives."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.learning import visit
from benchmarks.load.driving import Journal, arrive, steady
from benchmarks.load.measured import Outage
from benchmarks.load.phases import Size, course_of
from benchmarks.load.tool import Spent, Tool, conditions, each_cost

PEACE_S = 5.0
LOOKS_EACH_S = 0.25
GIVES_UP_AFTER_S = 360.0
Point = tuple[float, int, int]


class Curve:
    """How many handed in, and how many of their scores arrived, over time; the driver and the gradebook know."""

    def __init__(self, tool: Tool, journal: Journal) -> None:
        self._tool, self._journal = tool, journal
        self._there_before = self._people()
        self._began = time.perf_counter()
        self.points: list[Point] = []

    @property
    def now(self) -> float:
        """Seconds since it began."""
        return round(time.perf_counter() - self._began, 2)

    def look(self) -> Point:
        """One more point."""
        point = (self.now, self._journal.count("submit"), self._people() - self._there_before)
        self.points.append(point)
        return point

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look again and again until the block ends."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(LOOKS_EACH_S):
                self.look()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _people(self) -> int:
        return int(self._tool.gradebook.counts()["people"])


def outage(tool: Tool, size: Size) -> Outage:
    """Some seconds of peace, then the gradebook is away while people go on, then nobody comes and it is back."""
    journal = Journal()
    curve = Curve(tool, journal)

    def come(number: int, _due: float) -> None:
        with tool.visitor(f"outage-{number}") as visitor:
            visit(visitor, journal.step, course_of(number), saved=0)

    began = tool.spent()
    leaves = threading.Timer(PEACE_S, tool.gradebook.go_away)
    leaves.start()
    with curve.watched():
        arrive(steady(size.away_rate, PEACE_S + size.away_s), come)
    leaves.join()
    back_at = curve.now
    tool.gradebook.come_back()
    before_first, arrived_before = _wait_for_first(tool, curve)
    empty_at, arrived = _wait_for_last(curve)
    after = tool.spent()
    first_at = found_first(curve.points, back_at)
    return Outage(
        conditions=conditions(began, after),
        latency_ms=size.latency_ms,
        away_at_s=PEACE_S,
        back_at_s=back_at,
        first_at_s=first_at,
        empty_at_s=empty_at,
        most_waiting=max(handed_in - there for _, handed_in, there in curve.points),
        a_second=round((arrived - arrived_before) / max(LOOKS_EACH_S, empty_at - first_at), 1),
        a_delivery=each_cost(before_first, after, arrived - arrived_before),
        errors=dict(journal.errors),
        curve=thinned(curve.points),
    )


def found_first(points: list[Point], since: float) -> float:
    """When, after a moment, the first score arrived."""
    there = max(arrived for at, _, arrived in points if at <= since)
    return next(at for at, _, arrived in points if at > since and arrived > there)


def thinned(points: list[Point]) -> list[Point]:
    """Without those between two that say the same."""
    return [
        point
        for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False)
        if before is None or after is None or not before[1:] == point[1:] == after[1:]
    ]


def _wait_for_first(tool: Tool, curve: Curve) -> tuple[Spent, int]:
    """What had been spent, and how many had arrived, when the first of those that waited had not yet."""
    there = curve.points[-1][2]
    spent = tool.spent()
    while curve.look()[2] == there:
        spent = tool.spent()
        _look_out(curve)
    return spent, there


def _wait_for_last(curve: Curve) -> tuple[float, int]:
    while (point := curve.look())[1] > point[2]:
        _look_out(curve)
    return point[0], point[2]


def _look_out(curve: Curve) -> None:
    if curve.now > GIVES_UP_AFTER_S:
        raise TimeoutError("scores did not arrive")
    time.sleep(LOOKS_EACH_S)
