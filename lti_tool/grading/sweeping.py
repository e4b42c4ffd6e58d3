"""What happens without being asked: no grade without a delivery, no stuck delivery without a word."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.attempts.models import Attempt
from lti_tool.db import read_by_index
from lti_tool.delivery.due import due_afresh, due_now, make_many_due
from lti_tool.delivery.ledger import STUCK_AFTER
from lti_tool.delivery.models import IS_FAILED, IS_ON_ITS_WAY, PlatformLane, ScoreDelivery
from lti_tool.delivery.queueing import find_delivery
from lti_tool.delivery.reasons import WANTING_COLUMN, Why, say
from lti_tool.grading import missing
from lti_tool.grading.handing_in import queue_counting_score
from lti_tool.lti.models import ResourceLink, User
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LessonCompletion

STRETCH, RECENT = 2_000, 500
AT_ONCE = 1_000

logger = logging.getLogger(__name__)
SessionFactory = Callable[[], Session]


class Sweep:
    """Looks for what was not queued, and says what is stuck; `places` says how far it has come, and is kept up."""

    def __init__(self, places: dict[str, int] | None = None) -> None:
        places = {} if places is None else places
        self._circuits = (
            Circuit("attempts", places, Attempt.id, missing.by_attempts),
            Circuit("lessons", places, LessonCompletion.id, missing.by_lessons),
        )

    def run(self, session_factory: SessionFactory, now: datetime) -> int:
        """Queue what was not queued, and warn of what is stuck; return how many deliveries are due by it."""
        queued = sum(circuit.go_on(session_factory, now) for circuit in self._circuits)
        return queued + _look_after_known(session_factory, now)

    def run_through(self, session_factory: SessionFactory, now: datetime) -> int:
        """Go over everything at once, for a command."""
        queued = sum(circuit.go_round(session_factory, now) for circuit in self._circuits)
        return queued + _look_after_known(session_factory, now)


class Circuit:
    """Goes over all rows of a table, a stretch of ids at a time and the newest each time, round and round."""

    def __init__(
        self,
        name: str,
        places: dict[str, int],
        ids: InstrumentedAttribute[int],
        find: Callable[[int, int], Select[int, int]],
    ) -> None:
        self._name, self._places, self._ids, self._find = name, places, ids, find
        self._newest = 0

    @property
    def _reached(self) -> int:
        return self._places.get(self._name, 0)

    @_reached.setter
    def _reached(self, last: int) -> None:
        self._places[self._name] = last

    def go_round(self, session_factory: SessionFactory, now: datetime) -> int:
        """Queue what is missing anywhere in the table, from its first row on."""
        self._reached, queued = 0, self.go_on(session_factory, now)
        while self._reached < self._newest:
            queued += self.go_on(session_factory, now)
        return queued

    def go_on(self, session_factory: SessionFactory, now: datetime) -> int:
        """Queue what is missing in one stretch, and in what is new; return how many deliveries that made."""
        self._newest = self._read_newest(session_factory)
        if self._reached >= self._newest:
            self._reached = 0
        first, self._reached = self._reached, min(self._reached + STRETCH, self._newest)
        queued = self._queue_missing(session_factory, now, first, self._reached)
        recent = max(self._newest - RECENT, self._reached)
        return queued + self._queue_missing(session_factory, now, recent, self._newest)

    def _read_newest(self, session_factory: SessionFactory) -> int:
        with session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            return session.scalar(select(func.max(self._ids))) or 0

    def _queue_missing(self, session_factory: SessionFactory, now: datetime, after: int, until: int) -> int:
        if after >= until:
            return 0
        with session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            read_by_index(session)
            found = session.execute(self._find(after, until)).all()
        return sum(_queue(session_factory, placement_id, user_id, now) for placement_id, user_id in found)


def _look_after_known(session_factory: SessionFactory, now: datetime) -> int:
    warn_of_stuck(session_factory, now)
    return try_new_columns(session_factory, now) + try_given_up_again(session_factory, now)


def try_new_columns(session_factory: SessionFactory, now: datetime) -> int:
    """Make due again what failed for want of a gradebook column, where a launch has brought one since."""
    links = select(Placement.id, ResourceLink.lineitem_url.is_not(None)).join(Placement.resource_link)
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        read_by_index(session)
        found = session.execute(links.where(Placement.id.in_(_links_with_failures()), missing.takes_grades())).all()
    return sum(_try_again(session_factory, link_id, has_column, now) for link_id, has_column in found)


def _try_again(session_factory: SessionFactory, placement_id: int, has_column: bool, now: datetime) -> int:
    """What failed at one link for want of a column, or because its registration was new."""
    codes = {Why.NEW_REGISTRATION, *(WANTING_COLUMN if has_column else ())}
    failed = (IS_FAILED, ScoreDelivery.placement_id == placement_id, ScoreDelivery.reason_code.in_(codes))
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        if session.scalar(select(ScoreDelivery.id).where(*failed).limit(1)) is None:
            return 0
    with session_factory() as session:
        due = make_many_due(session, due_afresh(now), *failed)
        session.commit()
    return len(due)


def _links_with_failures() -> Select[int]:
    """Stepping from link to link in the index of what failed, however much did at each."""
    links = select(ScoreDelivery.placement_id).where(IS_FAILED).order_by(ScoreDelivery.placement_id).limit(1)
    first = select(links.scalar_subquery().label("id")).cte("failed", recursive=True)
    after = links.where(ScoreDelivery.placement_id > first.c.id).correlate(first)
    following = select(after.scalar_subquery()).where(first.c.id.is_not(None))
    return select(first.union_all(following).c.id)


def try_given_up_again(session_factory: SessionFactory, now: datetime) -> int:
    """Have another look, once a day for two weeks, at what was given up while the platform had a trouble of its own."""
    first = select(ScoreDelivery.id).where(IS_FAILED, ScoreDelivery.again_at <= now).order_by(ScoreDelivery.again_at)
    with session_factory() as session:
        read_by_index(session)
        given_up = session.scalars(first.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        due = make_many_due(session, due_now(now), ScoreDelivery.id.in_(given_up)) if given_up else ()
        session.commit()
    return len(due)


def warn_of_stuck(session_factory: SessionFactory, now: datetime) -> int:
    """Say in the log, once for each, which platforms have kept scores waiting for an hour; return how many scores."""
    stuck = and_(
        IS_ON_ITS_WAY,
        ScoreDelivery.due_since <= now - STUCK_AFTER,
        ScoreDelivery.warned_at.is_(None),
    )
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        read_by_index(session)
        first = select(ScoreDelivery.id).where(stuck).order_by(ScoreDelivery.due_since).limit(1)
        if session.scalar(first) is None:
            return 0
    with session_factory() as session:
        rows = session.execute(
            select(PlatformLane, func.count(), func.min(ScoreDelivery.due_since))
            .join(ScoreDelivery, ScoreDelivery.lane_id == PlatformLane.id)
            .where(stuck)
            .group_by(PlatformLane.id)
        ).all()
        told = [(lane.host, say(lane.reason), count, since) for lane, count, since in rows]
        if told:
            session.execute(update(ScoreDelivery).where(stuck).values(warned_at=now))
            session.commit()
    for host, why, count, since in told:
        said = why or "`lti-tool grades status` says more."
        logger.warning("%s scores for %s have waited since %s. %s", count, host, f"{since:%Y-%m-%d %H:%M} UTC", said)
    return sum(count for _host, _why, count, _since in told)


def _queue(session_factory: SessionFactory, placement_id: int, user_id: int, now: datetime) -> bool:
    with session_factory() as session:
        placement, user = session.get(Placement, placement_id), session.get(User, user_id)
        if placement is None or user is None:
            return False
        queue_counting_score(session, placement, user, now)
        is_queued = find_delivery(session, placement, user) is not None
        session.commit()
    return is_queued
