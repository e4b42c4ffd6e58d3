"""What happens without being asked: no submitted attempt without a delivery, no stuck delivery without a word."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.grades.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.grades.policy import UNGRADED
from lti_tool.grades.queueing import find_delivery
from lti_tool.grades.settling import queue_counting_score
from lti_tool.lti.ags import NoLineItem
from lti_tool.lti.models import ResourceLink, User
from lti_tool.placements.models import Placement

STRETCH = 20_000
STUCK_AFTER = timedelta(hours=1)
WAITING = (DeliveryState.DUE, DeliveryState.SENDING)

logger = logging.getLogger(__name__)
SessionFactory = Callable[[], Session]


class Sweep:
    """Goes over all attempts, a stretch of them at a time and the newest each time, round and round."""

    def __init__(self) -> None:
        self._reached = 0

    def run(self, app: Flask, session_factory: SessionFactory, now: datetime) -> int:
        """Queue what was not queued, and warn of what is stuck; return how many deliveries are due by it."""
        with app.app_context():
            newest = _newest_attempt(session_factory)
            if self._reached >= newest:
                self._reached = 0
            first, self._reached = self._reached, min(self._reached + STRETCH, newest)
            queued = queue_missing(session_factory, now, first, self._reached)
            queued += queue_missing(session_factory, now, max(newest - STRETCH // 10, self._reached), newest)
        queued += try_new_columns(session_factory, now)
        warn_of_stuck(session_factory, now)
        return queued

    def run_through(self, app: Flask, session_factory: SessionFactory, now: datetime) -> int:
        """Go over all attempts at once, for a command."""
        self._reached, queued = 0, self.run(app, session_factory, now)
        while self._reached < _newest_attempt(session_factory):
            queued += self.run(app, session_factory, now)
        return queued


def queue_missing(session_factory: SessionFactory, now: datetime, after: int, until: int) -> int:
    """Queue the score of every graded, submitted attempt with an id in (after, until] that has no delivery."""
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        missing = session.execute(_missing().where(Attempt.id > after, Attempt.id <= until)).all()
    return sum(_queue(session_factory, row, now) for row in missing)


def try_new_columns(session_factory: SessionFactory, now: datetime) -> int:
    """Make due again what failed for want of a gradebook column, where a launch has brought one since."""
    with_column = select(Placement.id).join(Placement.resource_link).where(ResourceLink.lineitem_url.is_not(None))
    failed = and_(ScoreDelivery.state == DeliveryState.FAILED, ScoreDelivery.reason == NoLineItem.message)
    with session_factory() as session:
        due = session.execute(
            update(ScoreDelivery)
            .where(failed, ScoreDelivery.placement_id.in_(with_column))
            .values(state=DeliveryState.DUE, next_try_at=now, due_since=now, tries=0, reason="")
            .returning(ScoreDelivery.id)
            .execution_options(synchronize_session=False)
        ).all()
        session.commit()
    return len(due)


def warn_of_stuck(session_factory: SessionFactory, now: datetime) -> int:
    """Say in the log, once for each, which platforms have kept scores waiting for an hour; return how many scores."""
    stuck = and_(
        ScoreDelivery.state.in_(WAITING),
        ScoreDelivery.due_since <= now - STUCK_AFTER,
        ScoreDelivery.warned_at.is_(None),
    )
    with session_factory() as session:
        rows = session.execute(
            select(PlatformLane.host, PlatformLane.reason, func.count(), func.min(ScoreDelivery.due_since))
            .join(ScoreDelivery, ScoreDelivery.lane_id == PlatformLane.id)
            .where(stuck)
            .group_by(PlatformLane.id, PlatformLane.host, PlatformLane.reason)
        ).all()
        if rows:
            session.execute(update(ScoreDelivery).where(stuck).values(warned_at=now))
            session.commit()
    for host, reason, count, since in rows:
        said = reason or "`lti-tool grades status` says more."
        logger.warning("%s scores for %s have waited since %s. %s", count, host, f"{since:%Y-%m-%d %H:%M} UTC", said)
    return sum(row[2] for row in rows)


def _missing() -> Select[int, int]:
    has_way = or_(ResourceLink.lineitem_url.is_not(None), ResourceLink.lineitems_url.is_not(None))
    its_delivery = and_(ScoreDelivery.placement_id == Attempt.placement_id, ScoreDelivery.user_id == Attempt.user_id)
    return (
        select(Attempt.placement_id, Attempt.user_id)
        .join(Attempt.placement)
        .join(Placement.resource_link)
        .outerjoin(ScoreDelivery, its_delivery)
        .where(Attempt.submitted_at.is_not(None), Attempt.is_preview.is_(False), Attempt.kind != UNGRADED)
        .where(ScoreDelivery.id.is_(None), has_way)
        .distinct()
    )


def _queue(session_factory: SessionFactory, row: Row[int, int], now: datetime) -> int:
    with session_factory() as session:
        placement, user = session.get(Placement, row.placement_id), session.get(User, row.user_id)
        if placement is None or user is None:
            return 0
        queue_counting_score(session, placement, user, now)
        is_queued = find_delivery(session, placement, user) is not None
        session.commit()
    return int(is_queued)


def _newest_attempt(session_factory: SessionFactory) -> int:
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        return session.scalar(select(func.max(Attempt.id))) or 0
