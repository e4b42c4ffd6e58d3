"""Who is served next over few threads: lanes take turns, and those that hang leave some threads to the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from lti_tool.delivery.tries.outcomes import Tally

TURN_S = 5.0
"""How long a lane is served while others wait."""

SLOW_S = 2.0
"""What a score may take on a lane that counts as quick."""

KEPT = 4
"""One thread in so many, and at least one where there are two, is kept free of lanes that were slow, or in trouble."""


class Turns:
    """Shares out a number of threads, each of which is one connection to a platform at most.

    What is known of a lane is what its last turn in this process was like; one that had none yet counts as quick.
    """

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._threads, self._clock = threads, clock
        self._for_slow = threads if threads == 1 else threads - max(threads // KEPT, 1)
        self._lock = threading.Lock()
        self._begun: dict[int, float] = {}
        self._slow: set[int] = set()
        self._order: dict[int, int] = {}
        self._ended = self._lent = 0
        self._is_wanted = False

    def begin(self, ready: Iterable[int]) -> list[int]:
        """Those that have something due and get a thread now, whoever waited longest first; call `end` for each."""
        with self._lock:
            waiting = [lane_id for lane_id in ready if lane_id not in self._begun]
            waiting.sort(key=lambda lane_id: self._order.get(lane_id, 0))
            chosen = [lane_id for lane_id in waiting if self._take(lane_id)]
            self._is_wanted = any(self._may_begin(lane_id) for lane_id in waiting if lane_id not in self._begun)
            return chosen

    def end(self, lane_id: int, tally: Tally) -> None:
        """A turn is over; what it came to says how the lane will be treated."""
        with self._lock:
            took_s = self._clock() - self._begun.pop(lane_id)
            self._ended += 1
            self._order[lane_id] = self._ended
            is_troubled = bool(tally.total) and not tally.delivered
            if is_troubled or took_s > SLOW_S * max(tally.total, 1):
                self._slow.add(lane_id)
            elif tally.total:
                self._slow.discard(lane_id)

    def is_over(self, lane_id: int) -> bool:
        """Whether a lane has been served for long while another one waits that might be served instead."""
        return self.is_wanted and self._clock() - self._begun[lane_id] > TURN_S

    @property
    def is_wanted(self) -> bool:
        """Whether a lane waits that might be served if a thread were free."""
        return self._is_wanted

    def lend(self) -> bool:
        """A thread for one connection more to a platform, if no lane waits for it; then `give_back` is called."""
        with self._lock:
            is_free = not self._is_wanted and len(self._begun) + self._lent < self._for_slow
            self._lent += is_free
            return is_free

    def give_back(self) -> None:
        """The connection is closed."""
        with self._lock:
            self._lent -= 1

    def _take(self, lane_id: int) -> bool:
        is_free = len(self._begun) + self._lent < self._threads and self._may_begin(lane_id)
        if is_free:
            self._begun[lane_id] = self._clock()
        return is_free

    def _may_begin(self, lane_id: int) -> bool:
        return lane_id not in self._slow or len(self._slow & self._begun.keys()) < self._for_slow
