"""Who sees to it that what is due is delivered: a thread inside each process that serves, or Celery's workers.

What else must happen without being asked is handed in as chores: an executor knows when, not what.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from lti_tool.db import utcnow
from lti_tool.delivery.executors.chores import Chore
from lti_tool.delivery.executors.loop import DeliveryLoop
from lti_tool.delivery.rounds import Services

EXTENSION = "score_executor"
PAUSES_WITHIN_S = 1.0
STOPS_WITHIN_S = 20.0  # a call to a platform ends within 15 seconds, and then its end is written down


class Executor(Protocol):
    """Whoever sees to it that what is due is delivered."""

    def start(self) -> None:
        """Do so from now on in this process; again and again is once."""

    def wake(self) -> None:
        """Look now: something was committed that is due."""

    def pause(self) -> None:
        """Stop until the next start: this process is about to fork."""

    def stop(self, timeout_s: float = STOPS_WITHIN_S) -> None:
        """Let the calls in flight finish, for so long, and start no more."""


class ThreadExecutor:
    """Delivers in `threads` of each process in which it was started: a fork carries none over."""

    def __init__(
        self,
        services: Services,
        chores: Sequence[Chore] = (),
        guard: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = utcnow,
        threads: int = 8,
    ) -> None:
        self._make_loop = partial(DeliveryLoop, services, chores, guard, clock, threads)
        self._lock = threading.Lock()
        self._loop: DeliveryLoop | None = None

    def start(self) -> None:
        """Start the thread in this process unless it runs, or was stopped."""
        if self._is_begun:
            return
        with self._lock:
            if not self._is_begun:
                self._loop = self._make_loop()
                self._loop.start()
                atexit.register(self.stop)

    @property
    def _is_begun(self) -> bool:
        return self._loop is not None and self._loop.pid == os.getpid()

    def wake(self) -> None:
        """Deliver now, where the thread runs."""
        if self._loop is not None and self._is_begun:
            self._loop.wake()

    def pause(self) -> None:
        """Stop for a while; a platform that does not answer is not waited for."""
        if self._loop is not None and self._is_begun:
            self._loop.end(PAUSES_WITHIN_S)
            self._loop = None

    def stop(self, timeout_s: float = STOPS_WITHIN_S) -> None:
        """Let the calls in flight finish, for so long, and start no more in this process."""
        atexit.unregister(self.stop)
        if self._loop is not None and self._is_begun:
            self._loop.end(timeout_s)
