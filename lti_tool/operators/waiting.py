"""What waits for an operator now: nothing of it names a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.delivery.ledger import STUCK_AFTER
from lti_tool.delivery.models import PlatformLane, ScoreDelivery
from lti_tool.delivery.telling.course_scores import WAITING
from lti_tool.delivery.whose import is_a_learners
from lti_tool.lti.models import Deployment, Registration, Status
from lti_tool.placements.models import Placement
from lti_tool.privacy.models import ErasureRequest, RequestState

DOWN_AFTER = timedelta(hours=1)


class Matter(StrEnum):
    """What may wait; the values are stored (notices)."""

    REGISTRATION = "registration"
    ADDRESSES = "addresses"
    DEPLOYMENT = "deployment"
    PLATFORM_DOWN = "platform_down"
    LANE_STUCK = "lane_stuck"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: which row it is about, of which registration, since when where that is known, and how many scores."""

    matter: Matter
    about_id: int
    registration_id: int
    issuer: str
    since: datetime | None = None
    host: str = ""
    scores: int = 0


def find_waiting(session: Session, now: datetime) -> list[Waiting]:
    """Everything, in a few statements, however much there is; by registration."""
    found = [*_registrations(session), *_deployments(session), *_lanes(session, now), *_erasures(session)]
    return sorted(found, key=lambda each: (each.registration_id, each.matter, each.about_id))


def _registrations(session: Session) -> Iterator[Waiting]:
    """Those that nobody has approved, and those for which other addresses were asked."""
    columns = (Registration.id, Registration.issuer, Registration.created_at)
    for id_, issuer, made in session.execute(select(*columns).where(Registration.status == Status.PENDING)):
        yield Waiting(Matter.REGISTRATION, id_, id_, issuer, made)
    asked = select(Registration).where(Registration.proposed.is_not(None))
    for row in session.scalars(asked):
        if row.proposed:  # a JSON null is none
            yield Waiting(Matter.ADDRESSES, row.id, row.id, row.issuer)


def _deployments(session: Session) -> Iterator[Waiting]:
    """Those that were met at a launch; of a registration that is off, they wait for that."""
    columns = (Deployment.id, Registration.id, Registration.issuer, Deployment.created_at)
    pending = select(*columns).join(Registration).where(Deployment.status == Status.PENDING)
    for row in session.execute(pending.where(Registration.status == Status.ACTIVE)):
        yield Waiting(Matter.DEPLOYMENT, *row)


def _lanes(session: Session, now: datetime) -> Iterator[Waiting]:
    """Ways to a gradebook along which scores have waited for an hour: the platform fails, or they are stuck.

    A platform that has failed for less than an hour is neither yet. One to which nothing is to be sent is not asked.
    """
    lane, oldest = PlatformLane, func.min(ScoreDelivery.due_since)
    columns = (lane.id, lane.host, lane.failing_since, Registration.id, Registration.issuer)
    waited = (
        select(*columns, func.count(), oldest)
        .join(Registration, Registration.id == lane.registration_id)
        .join(ScoreDelivery, ScoreDelivery.lane_id == lane.id)
        .join(ScoreDelivery.placement)
        .where(ScoreDelivery.state.in_(WAITING), ScoreDelivery.due_since <= now - STUCK_AFTER)
        .where(is_a_learners(Placement.context_id))
        .where(Registration.status == Status.ACTIVE)
        .group_by(*columns)
    )
    for lane_id, host, failing_since, registration_id, issuer, count, since in session.execute(waited):
        if failing_since is None:
            yield Waiting(Matter.LANE_STUCK, lane_id, registration_id, issuer, since, host, count)
        elif failing_since <= now - DOWN_AFTER:
            begun = max(failing_since, since)
            yield Waiting(Matter.PLATFORM_DOWN, lane_id, registration_id, issuer, begun, host, count)


def _erasures(session: Session) -> Iterator[Waiting]:
    """Requests to be erased that nobody has answered."""
    columns = (ErasureRequest.id, Registration.id, Registration.issuer, ErasureRequest.asked_at)
    asked = select(*columns).join(ErasureRequest.deployment).join(Deployment.registration)
    for row in session.execute(asked.where(ErasureRequest.state == RequestState.OPEN)):
        yield Waiting(Matter.ERASURE, *row)
