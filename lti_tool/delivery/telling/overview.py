"""The ledger at a glance: counts by registration and state, and what failed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.delivery.ledger import STUCK_AFTER, join_registration
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.reasons import advice_about, say
from lti_tool.delivery.whose import is_a_learners
from lti_tool.lti.models import Registration
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason

MAXIMUM_LISTED = 100


@dataclass(frozen=True)
class Count:
    """How many deliveries of a registration are in a state."""

    registration_id: int
    name: str
    state: str
    count: int


@dataclass(frozen=True)
class FailedDelivery:
    """A delivery that will not be tried again automatically, and why."""

    delivery_id: int
    registration_id: int
    tries: int
    reason: str
    code: str
    params: dict[str, Any]
    advice: str


@dataclass(frozen=True)
class PausedLane:
    """A platform that is left alone until then, and why."""

    registration_id: int
    host: str
    until: str
    failures: int
    reason: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Overview:
    """The whole ledger, summed up."""

    counts: list[Count]
    paused: list[PausedLane]
    stuck: int
    failed: list[FailedDelivery]
    oldest_due_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Plain values for programs; times are ISO 8601."""
        oldest = self.oldest_due_at.isoformat() if self.oldest_due_at else None
        return asdict(self) | {"oldest_due_at": oldest}


def summarise(session: Session, now: datetime) -> Overview:
    """Some grouped queries, however large the ledger; at most MAXIMUM_LISTED failures are listed.

    Scores of those who are staff now are left out, as on the course's pages: no grade of theirs is missed.
    """
    state = ScoreDelivery.state
    named = (Registration.id, Registration.name, Registration.issuer, state)
    grouped = join_registration(select(*named, func.count()).select_from(ScoreDelivery)).group_by(*named)
    grouped = grouped.where(is_a_learners(Placement.context_id))
    since, waiting = ScoreDelivery.due_since, state.in_((DeliveryState.DUE, DeliveryState.SENDING))
    late = select(func.min(since), func.count().filter(since <= now - STUCK_AFTER)).join(ScoreDelivery.placement)
    oldest, stuck = session.execute(late.where(waiting, is_a_learners(Placement.context_id))).one()
    return Overview(
        counts=[
            Count(id_, name or issuer, state_, count)
            for id_, name, issuer, state_, count in session.execute(grouped.order_by(Registration.id, state))
        ],
        failed=_failed(session),
        oldest_due_at=oldest,
        paused=_paused(session, now),
        stuck=stuck,
    )


def _failed(session: Session) -> list[FailedDelivery]:
    columns = (ScoreDelivery.id, Registration.id, ScoreDelivery.tries, ScoreDelivery.reason)
    failed = join_registration(select(*columns).select_from(ScoreDelivery))
    failed = failed.where(ScoreDelivery.state == DeliveryState.FAILED, is_a_learners(Placement.context_id))
    failed = failed.order_by(ScoreDelivery.id).limit(MAXIMUM_LISTED)
    return [
        FailedDelivery(delivery_id, registration_id, tries, advice=advice_about(why), **_worded(why))
        for delivery_id, registration_id, tries, why in session.execute(failed)
    ]


def _paused(session: Session, now: datetime) -> list[PausedLane]:
    lanes = select(PlatformLane).where(PlatformLane.paused_until > now).order_by(PlatformLane.id)
    return [
        PausedLane(lane.registration_id, lane.host, until.isoformat(), lane.failures, **_worded(lane.reason))
        for lane in session.scalars(lanes)
        if (until := lane.paused_until)
    ]


def _worded(reason: Reason) -> dict[str, Any]:
    """A reason in words, and for programs."""
    return {"reason": say(reason), "code": reason.code, "params": dict(reason.params)}


def find_deliveries(
    session: Session,
    *,
    delivery_id: int | None = None,
    failed: bool = False,
    registration_id: int | None = None,
) -> list[ScoreDelivery]:
    """The deliveries that fit all that is asked; of those who are staff now only the one that is named."""
    wanted = join_registration(select(ScoreDelivery)).order_by(ScoreDelivery.id)
    if delivery_id is not None:
        wanted = wanted.where(ScoreDelivery.id == delivery_id)
    else:
        wanted = wanted.where(is_a_learners(Placement.context_id))
    if failed:
        wanted = wanted.where(ScoreDelivery.state == DeliveryState.FAILED)
    if registration_id is not None:
        wanted = wanted.where(Registration.id == registration_id)
    return list(session.scalars(wanted))
