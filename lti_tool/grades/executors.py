"""Who runs the sender: a thread inside each worker, started by the worker's first request."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from lti_tool.db import utcnow
from lti_tool.grades import ledger
from lti_tool.grades.sender import BATCH, Services, deliver_due, describe_harmlessly
from lti_tool.grades.settling import settle_run_out
from lti_tool.lti.purging import purge

LONGEST_NAP_S = 5.0
TIDY_EVERY_S = 3600.0
SHORTEST_NAP_S = 0.2
EXTENSION = "score_executor"

logger = logging.getLogger(__name__)


class ThreadExecutor:
    """A daemon thread that delivers what is due, at once when told, else when the next delivery falls due.

    Before each round it submits the attempts whose time ran out while nobody was there.

    It starts with the first request that a process serves: never before a fork, which would not carry it
    over, and never in a command, which serves none.
    """

    def __init__(self, app: Flask, clock: Callable[[], datetime] = utcnow) -> None:
        self._app = app
        self._clock = clock
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._tidy_at = 0.0
        self._last_error = ""
        app.extensions[EXTENSION] = self

    def start_on_first_request(self) -> None:
        """Hook into the app; each later request costs one comparison."""
        self._app.before_request(self.ensure_started)

    def ensure_started(self) -> None:
        """Start the thread in this process unless it runs."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
            self._wanted, self._stopping = threading.Event(), threading.Event()
            self._thread = threading.Thread(target=self._run, name="score-delivery", daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def wake(self) -> None:
        """Deliver now: call it after the commit that made something due."""
        self._wanted.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Let the call in flight finish, for so long; what it cannot, its lease hands to the next worker."""
        self._stopping.set()
        self._wanted.set()
        thread = self._thread
        if thread is not None and thread.is_alive() and self._pid == os.getpid():
            thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            nap_s = self._deliver_safely()
            self._wanted.wait(nap_s)
            self._wanted.clear()

    def _deliver_safely(self) -> float:
        """One round; the seconds until the next. Nothing that goes wrong ends the thread."""
        services: Services = self._app.extensions["lti"]
        try:
            self._tidy(services)
            is_settled = self._settle_safely(services)
            tally = deliver_due(services, self._clock, should_stop=self._stopping.is_set)
            self._last_error = "" if is_settled else self._last_error
            return 0.0 if tally.total >= BATCH else self._nap(services)
        except Exception as error:
            self._log_once(describe_harmlessly(error))
            return LONGEST_NAP_S

    def _settle_safely(self, services: Services) -> bool:
        """Submit what ran out; an attempt that cannot be marked does not keep grades from being delivered."""
        try:
            with self._app.app_context():
                settle_run_out(services.session_factory, self._clock())
        except Exception as error:
            self._log_once(describe_harmlessly(error))
            return False
        return True

    def _tidy(self, services: Services) -> None:
        """Now and then, forget old launches: the one other thing that must happen without anybody asking."""
        if time.monotonic() < self._tidy_at:
            return
        self._tidy_at = time.monotonic() + TIDY_EVERY_S
        with services.session_factory() as session:
            purge(session, self._clock())
            session.commit()

    def _log_once(self, description: str) -> None:
        """A database that is down or not migrated is news once, not every five seconds."""
        if description != self._last_error:
            logger.error("score delivery: %s", description)
        self._last_error = description

    def _nap(self, services: Services) -> float:
        with services.session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            due_at = ledger.find_next_due_at(session)
        if due_at is None:
            return LONGEST_NAP_S
        return min(max((due_at - self._clock()).total_seconds(), SHORTEST_NAP_S), LONGEST_NAP_S)


def wake(app: Flask) -> None:
    """Tell the app's executor, if it has one, that something is due; for views, after their commit."""
    executor = app.extensions.get(EXTENSION)
    if executor is not None:
        executor.wake()
