"""People who come when they come, however slow the answers are: nobody waits until somebody else was served."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from benchmarks.visits import WrongAnswer

T = TypeVar("T")
FAILURES = (WrongAnswer, LookupError, OSError, http.client.HTTPException)
MOST_AT_ONCE = 500


class Journal:
    """How long each request took, by kind, and which failed."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self._lock = threading.Lock()

    def step(self, kind: str, act: Callable[[], T]) -> T:
        """One request, timed. Raises what it raises, noted."""
        began = time.perf_counter()
        try:
            answer = act()
        except FAILURES:
            with self._lock:
                self.errors[kind] += 1
            raise
        self.note(kind, time.perf_counter() - began)
        return answer

    def note(self, kind: str, seconds: float) -> None:
        """One that succeeded."""
        with self._lock:
            self.taken[kind].append(seconds)

    def count(self, kind: str) -> int:
        """How many succeeded so far."""
        with self._lock:
            return len(self.taken[kind])


def arrive(moments: Sequence[float], come: Callable[[int, float], None]) -> None:
    """Call `come(number, due)` at each of these seconds from now, each in a thread; return when all are done.

    `due` is when it should have begun (perf_counter): waits are counted from there. Failures are in the journal.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(min(len(moments), MOST_AT_ONCE)) as pool:
        for number, moment in enumerate(moments):
            time.sleep(max(0.0, began + moment - time.perf_counter()))
            pool.submit(_come, come, number, began + moment)


def _come(come: Callable[[int, float], None], number: int, due: float) -> None:
    try:
        come(number, due)
    except FAILURES:
        return  # the journal has it


def steady(rate: float, seconds: float) -> list[float]:
    """Moments at a steady rate, a second."""
    return [number / rate for number in range(round(rate * seconds))]
