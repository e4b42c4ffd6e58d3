"""Figures of long work for Prometheus, read from the database: true whichever worker is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.work.models import ContextWork, WorkState

UNFINISHED = (WorkState.WAITING, WorkState.RUNNING, WorkState.FAILED)


class WorkCollector(Collector):
    """What courses asked for and is not done, and how long the oldest has waited."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._session_factory = session_factory
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Read it all in one query."""
        work = GaugeMetricFamily("lti_work", "Long work that courses asked for.", labels=("kind", "state"))
        oldest = GaugeMetricFamily("lti_work_oldest_seconds", "Since when the oldest waits.", labels=("kind", "state"))
        now, kind, state = self._clock(), ContextWork.kind, ContextWork.state
        query = select(kind, state, func.count(), func.min(ContextWork.asked_at)).where(state.in_(UNFINISHED))
        with self._session_factory() as session:
            for *names, count, since in session.execute(query.group_by(kind, state).order_by(kind, state)):
                work.add_metric(names, count)
                oldest.add_metric(names, max((now - since).total_seconds(), 0))
        yield from (work, oldest)
