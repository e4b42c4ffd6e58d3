"""Does what courses asked for, in threads that live as long as there is something to do.

The wish is a row, so that it survives a closed tab and a restarted server: every minute it is looked whether something
was left, and a thread woken.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from queue import SimpleQueue

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.reasons import Reason, Wording, register
from lti_tool.work import service

EXTENSION = "work"
UNFORESEEN = "work_broke"
register(
    {
        UNFORESEEN: Wording(
            N_(
                "Something went wrong that we did not foresee. "
                "Try again; if it keeps happening, tell the people who run this tool."
            )
        )
    }
)
Report = Callable[[int, int], None]
Task = Callable[[int, Report, datetime], None]

logger = logging.getLogger(__name__)


class WorkRunner:
    """Does long work, in one thread for each group of kinds: `groups` names them, and their tasks by kind.

    A task is called in an app context, outside any transaction, with the course's id, how to report progress, and the
    moment. What waits on platforms is a group apart: one that hangs holds up no regrade.
    """

    def __init__(
        self, app: Flask, groups: Mapping[str, Mapping[str, Task]], clock: Callable[[], datetime] = utcnow
    ) -> None:
        self._app = app
        self._clock = clock
        self._hands = [_Hand(app, name, tasks, clock) for name, tasks in groups.items()]
        app.extensions[EXTENSION] = self

    def wake(self) -> None:
        """See to it that somebody works."""
        for hand in self._hands:
            hand.wake()

    def resume(self) -> None:
        """Go on with what a stopped server left, or another process asked for; called now and then."""
        kinds = [kind for hand in self._hands for kind in hand.tasks]
        with self._app.extensions["lti"].reading_session() as session:
            waiting = service.find_waiting(session, kinds, self._clock())
        if waiting:
            self.wake()

    def ask_soon(self, context_id: int, kind: str) -> None:
        """Ask for work from a page that only reads: a thread writes the wish down."""
        for hand in self._hands:
            if kind in hand.tasks:
                hand.ask_soon(context_id, kind)

    def wait(self, timeout_s: float = 30.0) -> None:
        """Until nothing is left to do; for tests and commands."""
        for hand in self._hands:
            hand.wait(timeout_s)


class _Hand:
    """One thread, as long as there is something to do of its kinds."""

    def __init__(self, app: Flask, name: str, tasks: Mapping[str, Task], clock: Callable[[], datetime]) -> None:
        self.tasks = tasks
        self._app = app
        self._name = name
        self._clock = clock
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_wanted = False
        self._wished: SimpleQueue[tuple[int, str]] = SimpleQueue()

    def wake(self) -> None:
        """Have the thread look, once more where it runs."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None or not self._thread.is_alive():  # a fork leaves it behind
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def ask_soon(self, context_id: int, kind: str) -> None:
        """Have the thread ask for it, then do it."""
        self._wished.put((context_id, kind))
        self.wake()

    def wait(self, timeout_s: float) -> None:
        """Until the thread is over."""
        with self._lock:  # else it may be one that is being made
            thread = self._thread
        if thread is not None:
            thread.join(timeout_s)

    def _run(self) -> None:
        while self._is_still_wanted():
            try:
                with self._app.app_context():
                    self._work_off()
            except Exception:  # one bad turn must not end the thread that serves every course
                logger.exception("course work")

    def _is_still_wanted(self) -> bool:
        """Whether somebody called since the last look; else the thread is over, in the same moment."""
        with self._lock:
            if not self._is_wanted:
                self._thread = None
            wanted, self._is_wanted = self._is_wanted, False
            return wanted

    def _work_off(self) -> None:
        """Do what waits, until nothing does."""
        while True:
            self._ask_wished()
            with self._app.extensions["lti"].reading_session() as session:
                waiting = service.find_waiting(session, list(self.tasks), self._clock())
            if not any(self._do(context_id, kind) for context_id, kind in waiting):
                return

    def _ask_wished(self) -> None:
        while not self._wished.empty():
            context_id, kind = self._wished.get()
            with self._session() as session:
                service.ask(session, context_id, kind, self._clock())
                session.commit()

    def _do(self, context_id: int, kind: str) -> bool:
        with self._session() as session:
            is_mine = service.take_up(session, context_id, kind, self._clock())
            session.commit()
        if is_mine:
            setback = self._attempt(context_id, kind)
            with self._session() as session:
                if setback is None:
                    service.finish(session, context_id, kind, self._clock())
                else:
                    service.fail(session, context_id, kind, setback, self._clock())
                session.commit()
        return is_mine

    def _attempt(self, context_id: int, kind: str) -> Reason | None:
        """Do it; why it failed, if it did."""

        def report(done: int, total: int) -> None:
            with self._session() as session:
                service.report(session, context_id, kind, done, total, self._clock())
                session.commit()

        try:
            self.tasks[kind](context_id, report, self._clock())
        except ToolError as problem:
            return problem.reason
        except (
            OperationalError,
            NoConnectionFree,
        ):  # the database was away: the lease runs out, and the work is taken up again
            raise
        except Exception:  # whatever broke, the person who asked for it is told
            logger.exception("work %s of course %s", kind, context_id)
            return Reason(UNFORESEEN)
        finally:
            db.session.remove()  # what broke half-way must not hold the database
        return None

    def _session(self) -> Session:
        session: Session = self._app.extensions["lti"].session_factory()
        return session


def runner() -> WorkRunner:
    """The current application's."""
    return runner_of(current_app)


def runner_of(app: Flask) -> WorkRunner:
    """The one of an application."""
    found: WorkRunner = app.extensions[EXTENSION]
    return found
