"""Delivery by Celery's workers, for more than one machine: the broker only says "look now", the ledger is the truth.

A message that is lost loses nothing: beat says it again every few seconds. However many workers there are, a platform's
lane is one worker's at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError as BrokerAway

from lti_tool.db import utcnow
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.executors.chores import Attempts, Chore
from lti_tool.delivery.models import WIDEST
from lti_tool.delivery.rounds import Manner, Services

LOOK, DELIVER = "lti_tool.grades.look", "lti_tool.grades.deliver"
WAITS = "lti_tool.grades waits"
LOOK_EVERY_S = 5.0
UNHEARD_FOR_S = 10.0
LANES_AT_ONCE = 16
BROKER_TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


class CeleryExecutor:
    """What the web holds: it starts no thread, and tells the workers to look at once. Beat does the rest."""

    def __init__(self, broker_url: str) -> None:
        self._celery = Celery("lti_tool", broker=broker_url, set_as_current=False)
        self._celery.conf.update(
            broker_connection_timeout=BROKER_TIMEOUT_S, broker_transport_options=_impatient(broker_url)
        )
        with self._celery.connection_for_write() as broker:  # opens nothing: it knows its transport's own errors
            self._troubles = (BrokerAway, *broker.connection_errors, *broker.channel_errors)
        self._unheard_until = 0.0

    def start(self) -> None:
        """Nothing runs here."""

    def wake(self) -> None:
        """Say so; a broker that is away costs a second at most, and not at every request."""
        if time.monotonic() < self._unheard_until:
            return
        try:
            self._celery.send_task(LOOK, retry=False, ignore_result=True, expires=LOOK_EVERY_S)
        except self._troubles as error:
            self._unheard_until = time.monotonic() + UNHEARD_FOR_S
            logger.warning("the broker is away (%s); beat will see to the grades", type(error).__name__)

    def pause(self) -> None:
        """Nothing runs here."""

    def stop(self, timeout_s: float = 5.0) -> None:
        """Nothing runs here."""


def make_celery(broker_url: str, services: Services, chores: Sequence[Chore], guard: Callable[[], None]) -> Celery:
    """The Celery application with the ledger's tasks and the chores, and the times at which beat calls them.

    `guard` raises ToolError while all of them must wait.
    """
    every = {LOOK: LOOK_EVERY_S} | {_name(chore): chore.every_s for chore in chores if chore.every_s}
    celery = Celery("lti_tool", broker=broker_url, set_as_current=False)
    celery.conf.update(
        beat_schedule={
            name: {"task": name, "schedule": every_s, "options": {"expires": every_s}}
            for name, every_s in every.items()
        },
        broker_channel_error_retry=True,
        broker_connection_max_retries=None,  # a worker that gave up after a hundred would wait for somebody to notice
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=BROKER_TIMEOUT_S,
        task_ignore_result=True,
        timezone="UTC",
        worker_concurrency=LANES_AT_ONCE,
        worker_hijack_root_logger=False,
        worker_pool="threads",
        worker_prefetch_multiplier=1,
    )
    _add_tasks(celery, services, chores, guard)
    return celery


def _add_tasks(celery: Celery, services: Services, chores: Sequence[Chore], guard: Callable[[], None]) -> None:
    """What the workers do; a trouble is told once, not every five seconds, and beat calls them again."""
    attempts = Attempts()
    always = [chore for chore in chores if not chore.every_s]

    def look() -> None:
        """Have everything delivered that is due, lane by lane."""
        if attempts.do(WAITS, guard):
            for chore in always:
                attempts.do(chore.name, partial(_run, chore))
            attempts.do(LOOK, send_out)

    def send_out() -> None:
        for lane_id in ready_lanes(services, utcnow()):
            celery.send_task(DELIVER, (lane_id,), expires=LOOK_EVERY_S)

    def deliver(lane_id: int) -> None:
        """Deliver along one lane until nothing is due there; nothing where another worker holds it."""
        attempts.do(f"{DELIVER}, lane {lane_id}", partial(_deliver, services, lane_id))

    celery.task(look, name=LOOK)
    celery.task(deliver, name=DELIVER)
    for chore in chores:
        if chore.every_s:
            celery.task(_make_task(chore, guard, attempts), name=_name(chore))


def _make_task(chore: Chore, guard: Callable[[], None], attempts: Attempts) -> Callable[[], None]:
    """A chore's own, which one thread of a worker does at a time."""
    alone = threading.Lock()

    def task() -> None:
        with alone:
            if attempts.do(WAITS, guard):
                attempts.do(chore.name, partial(_run, chore))

    return task


def _run(chore: Chore) -> None:
    chore.run(utcnow())


def _deliver(services: Services, lane_id: int) -> None:
    while deliver_lane(services, lane_id, Manner(width=WIDEST)).total:
        pass


def _name(chore: Chore) -> str:
    return f"lti_tool.grades.{chore.name}"


def _impatient(broker_url: str) -> dict[str, Any]:
    """How long a page waits for the broker: Redis's client would wait for ever."""
    if not broker_url.startswith("redis"):
        return {}
    return {"socket_connect_timeout": BROKER_TIMEOUT_S, "socket_timeout": BROKER_TIMEOUT_S, "max_retries": 0}
