"""Delivery by Celery's workers, for more than one machine: the broker only says "look now", the ledger is the truth.

A message that is lost loses nothing: beat says it again every few seconds. However many workers there are, a platform's
lane is one worker's at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from celery import Celery
from flask import Flask

from lti_tool.db import utcnow
from lti_tool.delivery.course_checks import any_waiting, run_waiting
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.executors import EXTENSION
from lti_tool.delivery.models import WIDEST
from lti_tool.delivery.rounds import Manner
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.grading.sweeping import Sweep
from lti_tool.lti.purging import purge
from lti_tool.work.runner import runner_of

LOOK, DELIVER, CHECK, SWEEP, TIDY = (
    f"lti_tool.grades.{name}" for name in ("look", "deliver", "check", "sweep", "tidy")
)
LOOK_EVERY_S = 5.0
SWEEP_EVERY_S = 60.0
TIDY_EVERY_S = 3600.0
UNHEARD_FOR_S = 10.0
LANES_AT_ONCE = 16
BROKER_TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


class CeleryExecutor:
    """What the web holds: it starts no thread, and tells the workers to look at once. Beat does the rest."""

    def __init__(self, app: Flask, broker_url: str) -> None:
        self._celery = make_celery(app, broker_url)
        self._celery.conf.update(broker_transport_options=_impatient(broker_url))
        self._unheard_until = 0.0
        app.extensions[EXTENSION] = self

    def wake(self) -> None:
        """Say so; a broker that is away costs a second at most, and not at every request."""
        if time.monotonic() < self._unheard_until:
            return
        try:
            self._celery.send_task(LOOK, retry=False, ignore_result=True, expires=LOOK_EVERY_S)
        except Exception as error:  # whichever transport it is, each has errors of its own
            self._unheard_until = time.monotonic() + UNHEARD_FOR_S
            logger.warning("the broker is away (%s); beat will see to the grades", type(error).__name__)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Nothing runs here."""


def make_celery(app: Flask, broker_url: str) -> Celery:
    """The Celery application with the ledger's tasks and the times at which beat calls them."""
    celery = Celery("lti_tool", broker=broker_url, set_as_current=False)
    celery.conf.update(
        beat_schedule={
            name: {"task": name, "schedule": every, "options": {"expires": every}}
            for name, every in ((LOOK, LOOK_EVERY_S), (SWEEP, SWEEP_EVERY_S), (TIDY, TIDY_EVERY_S))
        },
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=BROKER_TIMEOUT_S,
        task_ignore_result=True,
        timezone="UTC",
        worker_concurrency=LANES_AT_ONCE,
        worker_hijack_root_logger=False,
        worker_pool="threads",
        worker_prefetch_multiplier=1,
    )
    _add_tasks(celery, app)
    return celery


def _add_tasks(celery: Celery, app: Flask) -> None:
    sweep, sweeping = Sweep(), threading.Lock()

    def look() -> None:
        """Hand in what ran out of time, and have everything delivered that is due, lane by lane."""
        services = app.extensions["lti"]
        with app.app_context():
            settle_run_out(services.session_factory, utcnow())
        for lane_id in ready_lanes(services, utcnow()):
            celery.send_task(DELIVER, (lane_id,), expires=LOOK_EVERY_S)
        if any_waiting(services, utcnow()):
            celery.send_task(CHECK, expires=LOOK_EVERY_S)

    def deliver(lane_id: int) -> None:
        """Deliver along one lane until nothing is due there; nothing where another worker holds it."""
        while deliver_lane(app.extensions["lti"], lane_id, Manner(width=WIDEST)).total:
            pass

    def check() -> None:
        """Run the comparisons that somebody asked for."""
        run_waiting(app.extensions["lti"], utcnow)

    def sweep_stretch() -> None:
        """Queue what was not queued, warn of what is stuck, and go on with what a web server left."""
        with sweeping:
            sweep.run(app, app.extensions["lti"].session_factory, utcnow())
        runner_of(app).resume()

    def tidy() -> None:
        """Forget old launches."""
        with app.extensions["lti"].session_factory() as session:
            purge(session, utcnow())
            session.commit()

    for name, task in ((LOOK, look), (DELIVER, deliver), (CHECK, check), (SWEEP, sweep_stretch), (TIDY, tidy)):
        celery.task(task, name=name)


def _impatient(broker_url: str) -> dict[str, Any]:
    """How long a page waits for the broker: Redis's client would wait for ever."""
    if not broker_url.startswith("redis"):
        return {}
    return {"socket_connect_timeout": BROKER_TIMEOUT_S, "socket_timeout": BROKER_TIMEOUT_S, "max_retries": 0}
