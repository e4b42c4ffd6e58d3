"""The ledger's transactions: which scores are due, who sends which, and what came of it.

A sender claims a row by a conditional UPDATE that sets a lease, and commits before it calls out. Its lease is
its name: it may only write down what came of a row it still holds. A lease that runs out (a crash) frees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from lti_tool.grades.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status
from lti_tool.placements.models import Placement

LEASE = timedelta(minutes=5)
SPACING = timedelta(seconds=1)
CLOCK_STEP = timedelta(seconds=5)

AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Parcel:
    """All that sending one score needs, copied out of the database so that no transaction stays open."""

    delivery_id: int
    revision: int
    lease_until: datetime
    earliest_stamp: datetime
    tries: int
    score_given: float
    score_maximum: int
    started_at: datetime
    submitted_at: datetime
    was_delivered: bool
    user_id: str
    resource_link_id: int
    resource_link_id_on_platform: str
    title: str
    module_id: str
    scopes: Sequence[str]
    lineitem_url: str | None
    lineitems_url: str | None
    registration: Registration


def find_due(session: Session, now: datetime, limit: int) -> list[int]:
    """Deliveries that may be claimed, the longest waiting first; none of a disabled registration."""
    wanted = _in_service(select(ScoreDelivery.id)).where(_is_claimable(now))
    return list(session.scalars(wanted.order_by(ScoreDelivery.next_try_at).limit(limit)))


def find_next_due_at(session: Session) -> datetime | None:
    """When the next delivery falls due, or the next lease runs out."""
    due = select(func.min(ScoreDelivery.next_try_at)).where(ScoreDelivery.state == DeliveryState.DUE)
    leased = select(func.min(ScoreDelivery.lease_until)).where(ScoreDelivery.state == DeliveryState.SENDING)
    moments = [session.scalar(_in_service(query)) for query in (due, leased)]
    return min((moment for moment in moments if moment is not None), default=None)


def claim(session: Session, delivery_id: int, now: datetime) -> Parcel | None:
    """Take a delivery for LEASE, or None where somebody else was faster. The caller commits."""
    delivery = session.scalars(_with_everything(delivery_id)).one_or_none()
    if delivery is None or _must_wait_for_column(session, delivery, now):
        return None
    lease_until = now + LEASE
    floor = delivery.sent_at + SPACING if delivery.sent_at else now
    claimed = session.execute(
        update(ScoreDelivery)
        .where(ScoreDelivery.id == delivery_id, _is_claimable(now))
        .values(
            state=DeliveryState.SENDING,
            lease_until=lease_until,
            tries=ScoreDelivery.tries + 1,
            sent_at=max(now, floor),
        )
        .returning(ScoreDelivery.revision)
        .execution_options(synchronize_session=False)
    ).first()
    if claimed is None:
        return None
    session.refresh(delivery)
    return _pack(session, delivery, lease_until, floor)


def record_delivered(session: Session, parcel: Parcel, stamp: datetime, now: datetime) -> bool:
    """The platform has the score; False where it changed meanwhile, and so stays due. The caller commits."""
    done = {"state": DeliveryState.DELIVERED, "delivered_at": now, "sent_at": stamp, "reason": ""}
    return _record(session, parcel, done, {"delivered_at": now, "sent_at": stamp}, now)


def record_setback(
    session: Session, parcel: Parcel, stamp: datetime, now: datetime, reason: str, delay: timedelta | None
) -> bool:
    """The platform has it not: due again after `delay`, or failed for good. The caller commits."""
    if delay is None:
        values = {"state": DeliveryState.FAILED, "reason": reason, "sent_at": stamp}
    else:
        due = {"state": DeliveryState.DUE, "next_try_at": now + delay}
        values = due | {"reason": reason, "sent_at": stamp}
    return _record(session, parcel, values, {"sent_at": stamp}, now)


def rest_platform(session: Session, registration_id: int, until: datetime) -> None:
    """Let all that is due for one platform wait, without counting it as a try. The caller commits."""
    theirs = (
        select(Placement.id)
        .join(Placement.resource_link)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .where(Deployment.registration_id == registration_id)
    )
    session.execute(
        update(ScoreDelivery)
        .where(
            ScoreDelivery.state == DeliveryState.DUE,
            ScoreDelivery.next_try_at < until,
            ScoreDelivery.placement_id.in_(theirs),
        )
        .values(next_try_at=until)
        .execution_options(synchronize_session=False)
    )


def store_lineitem(session: Session, parcel: Parcel, url: str) -> None:
    """Remember a column that was found or made, unless a launch brought another one. The caller commits."""
    session.execute(
        update(ResourceLink)
        .where(
            ResourceLink.id == parcel.resource_link_id,
            ResourceLink.lineitem_url.is_not_distinct_from(parcel.lineitem_url),
        )
        .values(lineitem_url=url)
        .execution_options(synchronize_session=False)
    )


def _is_claimable(now: datetime) -> ColumnElement[bool]:
    """Due and free, or left behind by a crash; a second after the last one: Moodle compares seconds."""
    table = ScoreDelivery
    free = or_(table.lease_until.is_(None), table.lease_until <= now)
    due = and_(table.state == DeliveryState.DUE, table.next_try_at <= now, free)
    left_behind = and_(table.state == DeliveryState.SENDING, table.lease_until <= now)
    return and_(or_(due, left_behind), _is_spaced(table.sent_at, now), _is_spaced(table.delivered_at, now))


def _is_spaced(moment: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """A stamp far ahead of us means a wrong clock: then the next stamp follows it instead of waiting."""
    return or_(moment.is_(None), moment <= now - SPACING, moment > now + CLOCK_STEP)


def join_registration(query: AnySelect) -> AnySelect:
    """Join a query over deliveries with all between them and their registration."""
    return (
        query.join(ScoreDelivery.placement)
        .join(Placement.resource_link)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .join(Deployment.registration)
    )


def _in_service(query: AnySelect) -> AnySelect:
    """Only what belongs to registrations and deployments that an operator lets in."""
    return join_registration(query).where(Deployment.status == Status.ACTIVE, Registration.status == Status.ACTIVE)


def _with_everything(delivery_id: int) -> Select[ScoreDelivery]:
    chain = (
        joinedload(ScoreDelivery.placement)
        .joinedload(Placement.resource_link)
        .joinedload(ResourceLink.context)
        .joinedload(Context.deployment)
        .joinedload(Deployment.registration)
    )
    return select(ScoreDelivery).filter_by(id=delivery_id).options(chain, joinedload(ScoreDelivery.user))


def _must_wait_for_column(session: Session, delivery: ScoreDelivery, now: datetime) -> bool:
    """While a link has no line item, one delivery at a time looks for it: two would make two columns."""
    link = delivery.placement.resource_link
    if link.lineitem_url:
        return False
    session.execute(select(ResourceLink.id).filter_by(id=link.id).with_for_update())
    others = select(ScoreDelivery.id).where(
        ScoreDelivery.placement_id == delivery.placement_id,
        ScoreDelivery.id != delivery.id,
        ScoreDelivery.lease_until > now,
    )
    return session.scalars(others.limit(1)).first() is not None


def _pack(session: Session, delivery: ScoreDelivery, lease_until: datetime, floor: datetime) -> Parcel:
    link = delivery.placement.resource_link
    registration = link.context.deployment.registration
    session.expunge(registration)  # stays readable after the commit
    return Parcel(
        delivery_id=delivery.id,
        revision=delivery.revision,
        lease_until=lease_until,
        earliest_stamp=floor,
        tries=delivery.tries,
        score_given=delivery.score_given,
        score_maximum=delivery.score_maximum,
        started_at=delivery.started_at,
        submitted_at=delivery.submitted_at,
        was_delivered=delivery.delivered_at is not None,
        user_id=delivery.user.id_on_platform,
        resource_link_id=link.id,
        resource_link_id_on_platform=link.id_on_platform,
        title=link.title,
        module_id=delivery.placement.module_id,
        scopes=tuple(link.ags_scopes),
        lineitem_url=link.lineitem_url,
        lineitems_url=link.lineitems_url,
        registration=registration,
    )


def _record(
    session: Session, parcel: Parcel, values: dict[str, Any], if_changed: dict[str, Any], now: datetime
) -> bool:
    """Write down the outcome if the score is still the one that was sent; else only end the lease."""
    held = update(ScoreDelivery).where(
        ScoreDelivery.id == parcel.delivery_id, ScoreDelivery.lease_until == parcel.lease_until
    )
    unchanged = held.where(ScoreDelivery.revision == parcel.revision, ScoreDelivery.state == DeliveryState.SENDING)
    options = {"synchronize_session": False}
    written = session.execute(
        unchanged.values(lease_until=None, **values).returning(ScoreDelivery.id).execution_options(**options)
    ).first()
    if written is not None:
        return True
    freed = held.values(lease_until=None, next_try_at=now + SPACING, **if_changed)
    session.execute(freed.execution_options(**options))
    return False
