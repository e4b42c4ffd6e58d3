"""Delivering what is due, lane by lane: claim, commit, call out, write down. No transaction is open during a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lti_tool.db import utcnow
from lti_tool.delivery import lanes
from lti_tool.delivery.models import WIDEST
from lti_tool.delivery.reading_back.rounds import LookRound
from lti_tool.delivery.rounds import Manner, Round, Services
from lti_tool.delivery.tries.outcomes import Tally
from lti_tool.work.turns import worker_name

ROUND = 2000
CAREFUL_ROUND = 100
"""Scores of one platform in one go, and of one in trouble: after that, what it bears is looked at again."""


def deliver_due(services: Services, clock: Callable[[], datetime] = utcnow, limit: int = ROUND, **how: object) -> Tally:
    """Send up to `limit` scores of each platform, one platform after the other; failures end up in the ledger.

    Any number of workers may call it at once: a lane is one worker's, and a row is sent by whoever claims it. The clock
    is read again for each score, since a score is stamped when it is sent.
    """
    manner, tally = Manner(clock, **how), Tally()  # type: ignore[arg-type]  # the fields of Manner
    for lane_id in ready_lanes(services, clock()):
        if manner.should_stop():
            break
        tally += deliver_lane(services, lane_id, manner, limit)
    return tally


def ready_lanes(services: Services, now: datetime) -> list[int]:
    """The lanes that have something to deliver now."""
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        return lanes.find_ready(session, now)


def deliver_lane(services: Services, lane_id: int, manner: Manner, limit: int = ROUND) -> Tally:
    """Send up to `limit` scores along one lane; nothing where another worker holds it.

    Where nothing more is due, what the platform made of those that it took is looked at.
    """
    holder = worker_name()
    with services.session_factory() as session:
        lane = lanes.take(session, lane_id, holder, manner.clock())
        session.commit()
    if lane is None:
        return Tally()
    most = 1 if lane.is_probe else limit if lane.width == WIDEST else min(limit, CAREFUL_ROUND)
    one_round = Round(services, lane, holder, manner, most)
    try:
        one_round.run(min(lane.width, manner.width))
        if not one_round.is_interrupted:
            LookRound(services, lane, holder, manner).run()
    finally:
        with services.session_factory() as session:
            lanes.let_go(session, lane_id, holder)
            session.commit()
    if lane.is_probe and one_round.tally.delivered:
        one_round.tally += deliver_lane(services, lane_id, manner, limit)
    return one_round.tally
