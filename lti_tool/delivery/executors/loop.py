"""The threads that deliver: one finds what is due, when woken or when it falls due; lanes share the others."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from lti_tool.delivery import lanes
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.executors.chores import Attempts, Chore
from lti_tool.delivery.executors.turns import Turns
from lti_tool.delivery.models import WIDEST
from lti_tool.delivery.rounds import Manner, Services
from lti_tool.delivery.tries.outcomes import Tally

LONGEST_NAP_S = 5.0
SHORTEST_NAP_S = 0.2
NAP_WHILE_LANES_WAIT_S = 1.0
DELIVERY, WAITS = "score delivery", "score delivery waits"


class DeliveryLoop:
    """A daemon thread of one process, from its start to its end; `guard` raises ToolError while all must wait.

    Up to `threads` others work along the lanes of platforms, in turns: see turns. What may take long is done aside.
    """

    def __init__(
        self,
        services: Services,
        chores: Sequence[Chore],
        guard: Callable[[], None],
        clock: Callable[[], datetime],
        threads: int,
    ) -> None:
        self.pid = os.getpid()
        self._services, self._chores, self._guard, self._clock = services, chores, guard, clock
        self._wanted, self._stopping = threading.Event(), threading.Event()
        self._attempts = Attempts()
        self._next_at = dict.fromkeys(chores, 0.0)
        self._nap_s = LONGEST_NAP_S
        self._turns = Turns(threads)
        self._lanes: list[threading.Thread] = []
        self._aside: dict[str, threading.Thread] = {}
        self._thread = threading.Thread(target=self._run, name="score-delivery", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def wake(self) -> None:
        """Look now."""
        self._wanted.set()

    def end(self, timeout_s: float) -> None:
        """Let the calls in flight finish, for so long; what they cannot, their leases hand to the next worker."""
        self._stopping.set()
        self._wanted.set()
        deadline = time.monotonic() + timeout_s
        _join([self._thread], deadline)  # first: it is the one that starts the others
        _join((*self._lanes, *self._aside.values()), deadline)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._round()
            self._wanted.wait(self._nap_s)
            self._wanted.clear()

    def _round(self) -> None:
        """Nothing that goes wrong here ends the thread, and a chore that fails keeps no grade from being delivered."""
        self._nap_s = LONGEST_NAP_S
        if self._attempts.do(WAITS, self._guard):
            for name in dict.fromkeys(chore.aside for chore in self._chores):
                self._do_in_time(name)
            self._attempts.do(DELIVERY, self._look)

    def _do_in_time(self, aside: str) -> None:
        """Do what is due of one thread, unless that is still at the last."""
        before = self._aside.get(aside)
        if before is not None and before.is_alive():
            return
        now = time.monotonic()
        due = [chore for chore in self._chores if chore.aside == aside and now >= self._next_at[chore]]
        self._next_at.update({chore: now + chore.every_s for chore in due})
        if aside and due:
            self._aside[aside] = threading.Thread(target=self._do, args=(due,), name=aside, daemon=True)
            self._aside[aside].start()
        else:
            self._do(due)

    def _do(self, chores: Sequence[Chore]) -> None:
        for chore in chores:
            if not self._stopping.is_set():
                self._attempts.do(chore.name, partial(self._run_chore, chore))

    def _run_chore(self, chore: Chore) -> None:
        chore.run(self._clock())

    def _look(self) -> None:
        ready = ready_lanes(self._services, self._clock())
        self._lanes = [thread for thread in self._lanes if thread.is_alive()]
        begun = self._turns.begin(ready)
        for lane_id in begun:
            thread = threading.Thread(target=self._work_lane, args=(lane_id,), name="score-lane", daemon=True)
            self._lanes.append(thread)
            thread.start()
        self._nap_s = self._nap() if len(begun) == len(ready) else NAP_WHILE_LANES_WAIT_S

    def _work_lane(self, lane_id: int) -> None:
        """See what else there is afterwards; where it broke, the leases run out and the next round takes it up."""
        tally = Tally()
        went_well = self._attempts.do(f"{DELIVERY}, lane {lane_id}", lambda: self._deliver(lane_id, tally))
        self._turns.end(lane_id, tally)
        if went_well:
            self.wake()

    def _deliver(self, lane_id: int, tally: Tally) -> None:
        """Deliver along one lane until nothing is due there, or its turn is over."""

        def should_stop() -> bool:
            return self._stopping.is_set() or self._turns.is_over(lane_id)

        manner = Manner(self._clock, should_stop=should_stop, width=WIDEST, room=self._turns)
        while (sent := deliver_lane(self._services, lane_id, manner)).total:
            tally += sent
            if should_stop():
                return

    def _nap(self) -> float:
        with self._services.session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            due_at = lanes.find_next_due_at(session)
        if due_at is None:
            return LONGEST_NAP_S
        return min(max((due_at - self._clock()).total_seconds(), SHORTEST_NAP_S), LONGEST_NAP_S)


def _join(threads: Iterable[threading.Thread], deadline: float) -> None:
    for thread in threads:
        if thread.is_alive():
            thread.join(max(deadline - time.monotonic(), 0))
