"""The ledger's transactions: who sends which scores, and what came of it.

A sender claims rows by setting a lease, and commits before it calls out. Its lease is its name: it may only write down
what came of a row it still holds. A lease that runs out (a crash) frees the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, case, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.db import read_by_index, table_of
from lti_tool.delivery.columns import window_of
from lti_tool.delivery.lanes import OpenLane
from lti_tool.delivery.leasing.lease import LEASE
from lti_tool.delivery.models import IS_ON_ITS_WAY, DeliveryState, DeliveryTry, ScoreDelivery
from lti_tool.delivery.tries.aftermath import WRITE, history_of, row_after
from lti_tool.delivery.tries.backoff import SPACING
from lti_tool.delivery.tries.outcomes import Outcome, Parcel
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status, User
from lti_tool.lti.services.ags.messages import Window
from lti_tool.placements.models import Placement

STUCK_AFTER = timedelta(hours=1)
CLOCK_STEP = timedelta(seconds=5)

AnySelect = Select[*tuple[Any, ...]]
_QUIETLY = {"synchronize_session": False}
_PARCELS = (  # built once: that costs more than running it
    select(
        ScoreDelivery.id,
        ScoreDelivery.revision,
        ScoreDelivery.tries,
        ScoreDelivery.sent_at,
        ScoreDelivery.stamp,
        ScoreDelivery.lease_until,
        ScoreDelivery.delivered_at,
        ScoreDelivery.in_doubt,
        ScoreDelivery.doubted,
        ScoreDelivery.may_overwrite,
        ScoreDelivery.score_given,
        ScoreDelivery.score_maximum,
        ScoreDelivery.told_given,
        ScoreDelivery.told_maximum,
        ScoreDelivery.started_at,
        ScoreDelivery.submitted_at,
        ScoreDelivery.request_id,
        User.id_on_platform.label("user_id"),
        ResourceLink.id.label("link_id"),
        ResourceLink.id_on_platform.label("link_id_on_platform"),
        ResourceLink.title,
        ResourceLink.lineitem_url,
        ResourceLink.lineitems_url,
        ResourceLink.ags_scopes,
        Placement.module_id,
    )
    .join(ScoreDelivery.placement)
    .join(Placement.resource_link)
    .join(ScoreDelivery.user)
)
_DEPLOYMENT_STATUS = (
    select(Deployment.status)
    .join(User, User.deployment_id == Deployment.id)
    .where(User.id == ScoreDelivery.user_id)
    .correlate(ScoreDelivery)
    .scalar_subquery()
)
_HELD = select(
    ScoreDelivery.id,
    ScoreDelivery.revision,
    ScoreDelivery.state,
    ScoreDelivery.lease_until,
    ScoreDelivery.tries,
    ScoreDelivery.next_try_at,
    ScoreDelivery.due_since,
    ScoreDelivery.reason_code,
    ScoreDelivery.reason_params,
    ScoreDelivery.doubted,
    ScoreDelivery.may_overwrite,
    ScoreDelivery.sent_at,
    ScoreDelivery.delivered_at,
    ScoreDelivery.told_given,
    ScoreDelivery.told_maximum,
    ScoreDelivery.told_before,
    ScoreDelivery.looks,
    ScoreDelivery.read_back,
    ScoreDelivery.read_back_at,
    ScoreDelivery.read_back_given,
    ScoreDelivery.read_back_maximum,
).with_for_update()


def claim(session: Session, lane: OpenLane, now: datetime, limit: int) -> list[Parcel]:
    """Take up to `limit` scores for LEASE, the longest waiting first; what somebody else has is passed over.

    The stamp that each carries is written down before it is sent: a repeat that may be one carries the same.
    """
    rows = _without_waiting_for_column(session, _hold(session, lane, now, limit), now)
    lease_until = now + LEASE
    _lease(session, rows, lease_until, now)
    windows = _windows_of_new_columns(session, [row.link_id for row in rows if not row.lineitem_url])
    packed = (_pack(row, lane.registration, lease_until, now) for row in rows)
    return [replace(parcel, window=windows.get(parcel.resource_link_id, Window())) for parcel in packed]


def record(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what came of tries: each in the history, and in the ledger where the row is still held."""
    held = {row.id: row for row in session.execute(_HELD.where(ScoreDelivery.id.in_(_ids(outcomes))))}
    known = [outcome for outcome in outcomes if outcome.parcel.delivery_id in held]
    if known:
        session.execute(insert(table_of(DeliveryTry)), [history_of(outcome) for outcome in known])
    rows = [(outcome, held[outcome.parcel.delivery_id]) for outcome in known]
    written = [row_after(*pair, now) for pair in rows if pair[1].lease_until == pair[0].parcel.lease_until]
    if written:
        session.connection().execute(WRITE, written)


def release(session: Session, parcels: Sequence[Parcel], now: datetime) -> None:
    """Give back what was claimed and not tried. The caller commits."""
    table = ScoreDelivery
    for parcel in parcels:
        session.execute(
            update(table)
            .where(table.id == parcel.delivery_id, table.lease_until == parcel.lease_until)
            .values(
                tries=case((table.state == DeliveryState.SENDING, table.tries - 1), else_=table.tries),
                state=DeliveryState.DUE,
                lease_until=None,
                next_try_at=now,
                in_doubt=parcel.in_doubt,
                doubted=parcel.doubted,
            )
            .execution_options(**_QUIETLY)
        )


def store_lineitem(session: Session, parcel: Parcel, url: str) -> None:
    """Remember a column that was found or made, unless a launch brought another one. The caller commits.

    What was found for a registration that the link has left since is not its column.
    """
    deployments = select(Deployment.id).where(Deployment.registration_id == parcel.registration.id)
    session.execute(
        update(ResourceLink)
        .where(
            ResourceLink.id == parcel.resource_link_id,
            ResourceLink.context_id.in_(select(Context.id).where(Context.deployment_id.in_(deployments))),
            ResourceLink.lineitem_url.is_not_distinct_from(parcel.lineitem_url),
        )
        .values(lineitem_url=url)
        .execution_options(**_QUIETLY)
    )


def join_registration(query: AnySelect) -> AnySelect:
    """Join a query over deliveries with all between them and their registration."""
    return (
        query.join(ScoreDelivery.placement)
        .join(Placement.resource_link)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .join(Deployment.registration)
    )


def _hold(session: Session, lane: OpenLane, now: datetime, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What may be claimed, locked, the longest waiting first."""
    first = select(ScoreDelivery.id).where(ScoreDelivery.lane_id == lane.id, _is_claimable(now))
    first = (
        first.where(_DEPLOYMENT_STATUS.not_in([Status.PENDING, Status.DISABLED]))
        .order_by(ScoreDelivery.next_try_at)
        .limit(limit)
    )
    read_by_index(session)
    held = session.scalars(first.with_for_update(skip_locked=True, of=ScoreDelivery)).all()
    if not held:
        return []
    parcels = {row.id: row for row in session.execute(_PARCELS.where(ScoreDelivery.id.in_(held)))}
    return [parcels[each] for each in held if each in parcels]


def _lease(session: Session, rows: Sequence[Row[*tuple[Any, ...]]], lease_until: datetime, now: datetime) -> None:
    leased = {"state": DeliveryState.SENDING, "lease_until": lease_until, "in_doubt": True}
    by_stamp: dict[datetime, list[int]] = defaultdict(list)
    for row in rows:
        by_stamp[_stamp_of(row, now)].append(row.id)
    for stamp, ids in by_stamp.items():
        session.execute(
            update(ScoreDelivery)
            .where(ScoreDelivery.id.in_(ids))
            .values(tries=ScoreDelivery.tries + 1, stamp=stamp, **leased)
            .execution_options(**_QUIETLY)
        )


def _is_claimable(now: datetime) -> ColumnElement[bool]:
    """Due and free; a second after the last one: Moodle compares seconds."""
    table = ScoreDelivery
    free = or_(table.lease_until.is_(None), table.lease_until <= now)
    due = and_(IS_ON_ITS_WAY, table.state == DeliveryState.DUE, table.next_try_at <= now, free)
    return and_(due, _is_spaced(table.sent_at, now), _is_spaced(table.delivered_at, now))


def _is_spaced(moment: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """A stamp far ahead of us means a wrong clock: then the next stamp follows it instead of waiting."""
    return or_(moment.is_(None), moment <= now - SPACING, moment > now + CLOCK_STEP)


def _without_waiting_for_column(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """While a link has no line item, one delivery at a time looks for it: two would make two columns."""
    without_column = [row for row in rows if not row.lineitem_url]
    if not without_column:
        return rows
    seekers = {row.link_id: row.id for row in reversed(without_column)}
    busy = _links_being_looked_at(session, sorted(seekers), now)
    chosen = {row_id for link_id, row_id in seekers.items() if link_id not in busy}
    waiting = {row.id for row in without_column} - chosen
    session.execute(
        update(ScoreDelivery)
        .where(ScoreDelivery.id.in_(sorted(waiting)))
        .values(next_try_at=now + SPACING)
        .execution_options(**_QUIETLY)
    )
    return [row for row in rows if row.id not in waiting]


def _windows_of_new_columns(session: Session, link_ids: Collection[int]) -> dict[int, Window]:
    """The dates for columns that may have to be made; no statement where there are none."""
    if not link_ids:
        return {}
    placements = session.scalars(select(Placement).where(Placement.resource_link_id.in_(link_ids)))
    return {placement.resource_link_id: window_of(placement.settings) for placement in placements}


def _links_being_looked_at(session: Session, link_ids: Collection[int], now: datetime) -> set[int]:
    session.execute(
        select(ResourceLink.id).where(ResourceLink.id.in_(link_ids)).order_by(ResourceLink.id).with_for_update()
    )
    leased = select(Placement.resource_link_id).join(ScoreDelivery, ScoreDelivery.placement_id == Placement.id)
    return set(session.scalars(leased.where(Placement.resource_link_id.in_(link_ids), ScoreDelivery.lease_until > now)))


def _stamp_of(row: Row[*tuple[Any, ...]], now: datetime) -> datetime:
    """The stamp of a try that may have arrived, once more; else now, and after any that a try before carried.

    Whoever was killed stamped before its lease began, and that is over.
    """
    if row.in_doubt and row.stamp is not None:
        return cast(datetime, row.stamp)
    return max(now, row.lease_until or now, row.sent_at + SPACING if row.sent_at else now)


def _pack(row: Row[*tuple[Any, ...]], registration: Registration, lease_until: datetime, now: datetime) -> Parcel:
    return Parcel(
        delivery_id=row.id,
        revision=row.revision,
        lease_until=lease_until,
        stamp=_stamp_of(row, now),
        tries=row.tries + 1,
        score_given=row.score_given,
        score_maximum=row.score_maximum,
        told_given=row.told_given,
        told_maximum=row.told_maximum,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        request_id=row.request_id,
        was_delivered=row.delivered_at is not None,
        in_doubt=row.in_doubt,
        doubted=row.doubted,
        may_overwrite=row.may_overwrite,
        user_id=row.user_id,
        resource_link_id=row.link_id,
        resource_link_id_on_platform=row.link_id_on_platform,
        title=row.title,
        module_id=row.module_id,
        scopes=tuple(row.ags_scopes),
        lineitem_url=row.lineitem_url,
        lineitems_url=row.lineitems_url,
        registration=registration,
    )


def _ids(outcomes: Sequence[Outcome]) -> list[int]:
    return sorted(outcome.parcel.delivery_id for outcome in outcomes)
