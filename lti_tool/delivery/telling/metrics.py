"""The ledger's figures for Prometheus, read from the database: true whichever worker is asked, and after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.telling.course_scores import WAITING
from lti_tool.delivery.tries.outcomes import TryOutcome
from lti_tool.delivery.whose import is_a_learners
from lti_tool.placements.models import Placement

LABELS = ("registration", "platform")


class LedgerCollector(Collector):
    """Backlog and its age, what failed, pauses, and tries by outcome, for each platform."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._session_factory = session_factory
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Read it all in two queries."""
        now = self._clock()
        with self._session_factory() as session:
            lanes = session.scalars(select(PlatformLane).order_by(PlatformLane.id)).all()
            states = _read_states(session)
        backlog = GaugeMetricFamily("lti_grades_backlog", "Scores on their way.", labels=LABELS)
        oldest = GaugeMetricFamily(
            "lti_grades_oldest_seconds", "How long the oldest of them has waited.", labels=LABELS
        )
        failed = GaugeMetricFamily("lti_grades_failed", "Scores that were given up.", labels=LABELS)
        paused = GaugeMetricFamily("lti_grades_paused", "1 while the platform is left alone.", labels=LABELS)
        tries = CounterMetricFamily("lti_grades_tries", "Tries by outcome.", labels=(*LABELS, "outcome"))
        for lane in lanes:
            names = (str(lane.registration_id), lane.host)
            waiting = [states[lane.id, state] for state in WAITING if (lane.id, state) in states]
            since = min((moment for _count, moment in waiting), default=now)
            backlog.add_metric(names, sum(count for count, _moment in waiting))
            oldest.add_metric(names, max((now - since).total_seconds(), 0))
            failed.add_metric(names, states.get((lane.id, DeliveryState.FAILED), (0, now))[0])
            paused.add_metric(names, float(lane.paused_until is not None and lane.paused_until > now))
            for outcome in TryOutcome:
                tries.add_metric((*names, outcome.value), getattr(lane, outcome.value))
        yield from (backlog, oldest, failed, paused, tries)


def _read_states(session: Session) -> dict[tuple[int, str], tuple[int, datetime]]:
    """How many learners' scores are in a state and since when, by lane; those that arrived are not looked at."""
    state = ScoreDelivery.state
    query = select(ScoreDelivery.lane_id, state, func.count(), func.min(ScoreDelivery.due_since))
    query = query.join(ScoreDelivery.placement).where(is_a_learners(Placement.context_id))
    query = query.where(state.in_([*WAITING, DeliveryState.FAILED])).group_by(ScoreDelivery.lane_id, state)
    return {(lane_id, kind): (count, since) for lane_id, kind, count, since in session.execute(query)}
