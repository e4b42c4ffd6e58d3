"""Who runs the sender: a thread inside each worker, started by the worker's first request, or Celery."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from flask import Flask

from lti_tool.db import utcnow
from lti_tool.delivery import lanes
from lti_tool.delivery.course_checks import any_waiting, run_waiting
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.models import WIDEST
from lti_tool.delivery.rounds import Manner, Services
from lti_tool.delivery.sending import describe_harmlessly
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.grading.sweeping import Sweep
from lti_tool.lti.purging import purge
from lti_tool.work.runner import runner_of

LONGEST_NAP_S = 5.0
TIDY_EVERY_S = 3600.0
SWEEP_EVERY_S = 60.0
SHORTEST_NAP_S = 0.2
MOST_LANES = 16
EXTENSION = "score_executor"

logger = logging.getLogger(__name__)


class Executor(Protocol):
    """Whoever sees to it that what is due is delivered."""

    def wake(self) -> None:
        """Deliver now: call it after the commit that made something due."""

    def stop(self, timeout_s: float = 5.0) -> None:
        """Let the calls in flight finish, for so long."""


class ThreadExecutor:
    """A daemon thread that finds what is due, at once when told, else when the next delivery falls due.

    Each platform's lane is worked along by a thread of its own, so that one which hangs delays no other. Before each
    round the attempts are submitted whose time ran out while nobody was there.

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
        self._lanes: dict[int, threading.Thread] = {}
        self._sweep = Sweep()
        self._checker: threading.Thread | None = None
        self._pid = 0
        self._tidy_at = self._sweep_at = 0.0
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
            self._wanted, self._stopping, self._lanes = threading.Event(), threading.Event(), {}
            self._thread = threading.Thread(target=self._run, name="score-delivery", daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def wake(self) -> None:
        """Deliver now: call it after the commit that made something due."""
        self._wanted.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Let the calls in flight finish, for so long; what they cannot, their leases hand to the next worker."""
        atexit.unregister(self.stop)
        self._stopping.set()
        self._wanted.set()
        if self._pid != os.getpid():
            return
        deadline = time.monotonic() + timeout_s
        _join([self._thread], deadline)  # first: it is the one that starts the others
        _join([self._checker, *self._lanes.values()], deadline)

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
            self._start_checks(services)
            for lane_id in ready_lanes(services, self._clock()):
                self._start_lane(services, lane_id)
            self._last_error = "" if is_settled else self._last_error
            return self._nap(services)
        except Exception as error:  # whatever broke, the next round tries again
            self._log_once(describe_harmlessly(error))
            return LONGEST_NAP_S

    def _start_lane(self, services: Services, lane_id: int) -> None:
        self._lanes = {each: thread for each, thread in self._lanes.items() if thread.is_alive()}
        if lane_id in self._lanes or len(self._lanes) >= MOST_LANES:
            return
        thread = threading.Thread(target=self._work_lane, args=(services, lane_id), name="score-lane", daemon=True)
        self._lanes[lane_id] = thread
        thread.start()

    def _work_lane(self, services: Services, lane_id: int) -> None:
        """Deliver along one lane until nothing is due there; then see what else there is."""
        manner = Manner(self._clock, should_stop=self._stopping.is_set, width=WIDEST)
        try:
            while deliver_lane(services, lane_id, manner).total and not self._stopping.is_set():
                pass
        except Exception as error:  # the leases run out, and the next round takes the lane up again
            self._log_once(describe_harmlessly(error))
            return
        self.wake()

    def _start_checks(self, services: Services) -> None:
        """Comparisons that somebody asked for run beside the deliveries, one after the other."""
        if self._checker is None or not self._checker.is_alive():
            if not any_waiting(services, self._clock()):
                return
            self._checker = threading.Thread(target=self._check, args=(services,), name="grade-check", daemon=True)
            self._checker.start()

    def _check(self, services: Services) -> None:
        try:
            run_waiting(services, self._clock)
        except Exception as error:  # the check's own row says that it failed
            self._log_once(describe_harmlessly(error))

    def _settle_safely(self, services: Services) -> bool:
        """Submit what ran out; an attempt that cannot be marked does not keep grades from being delivered."""
        try:
            with self._app.app_context():
                settle_run_out(services.session_factory, self._clock())
            self._sweep_now_and_then(services)
        except Exception as error:  # grades are delivered all the same
            self._log_once(describe_harmlessly(error))
            return False
        return True

    def _sweep_now_and_then(self, services: Services) -> None:
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + SWEEP_EVERY_S
            self._sweep.run(self._app, services.session_factory, self._clock())
            runner_of(self._app).resume()

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
            due_at = lanes.find_next_due_at(session)
        if due_at is None:
            return LONGEST_NAP_S
        return min(max((due_at - self._clock()).total_seconds(), SHORTEST_NAP_S), LONGEST_NAP_S)


def _join(threads: Iterable[threading.Thread | None], deadline: float) -> None:
    for thread in threads:
        if thread is not None and thread.is_alive():
            thread.join(max(deadline - time.monotonic(), 0))


def install(app: Flask, broker_url: str = "") -> None:
    """Give the app its executor: Celery's workers where there is a broker, else a thread of its own."""
    if broker_url:
        from lti_tool.delivery.celery_executor import CeleryExecutor  # Celery takes time to load: only where it is used

        CeleryExecutor(app, broker_url)
    else:
        ThreadExecutor(app).start_on_first_request()


def wake(app: Flask) -> None:
    """Tell the app's executor, if it has one, that something is due; for views, after their commit."""
    executor: Executor | None = app.extensions.get(EXTENSION)
    if executor is not None:
        executor.wake()
