"""The lanes' transactions: which platforms have something due, who sends to which, and when one is left alone.

A lane is the circuit breaker of a platform. A failure of the platform itself pauses all of its scores, which costs none
of them a try; after the pause one score goes ahead, and only when it arrives do the others follow. Since one worker at
a time holds a lane, any number of workers opens no more connections than one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, or_, select, union, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.db import insert_if_absent, read_by_index
from lti_tool.delivery.due import due_now, make_many_due
from lti_tool.delivery.leasing.lease import LEASE
from lti_tool.delivery.models import IS_ON_ITS_WAY, WIDEST, DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status
from lti_tool.reasons import Reason

HELD = LEASE
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 300.0
LONGEST_ASKED = timedelta(days=1)
WIDENS_AFTER = 20


@dataclass(frozen=True, slots=True)
class OpenLane:
    """A lane in our hands: the platform's registration, detached, and how many connections it may have now."""

    id: int
    registration: Registration
    width: int
    is_probe: bool


def find_lane(session: Session, link: ResourceLink) -> int:
    """The lane to the gradebook behind a link, made when it is the first one there."""
    host = urlsplit(link.lineitem_url or link.lineitems_url or "").netloc[:255]
    known = select(PlatformLane.id).join(Deployment, Deployment.registration_id == PlatformLane.registration_id)
    found = session.scalar(known.join(Context).where(Context.id == link.context_id, PlatformLane.host == host))
    if found is None:
        course = select(Deployment.registration_id).join(Context).where(Context.id == link.context_id)
        registration_id = session.scalars(course).one()
        wanted = select(PlatformLane.id).filter_by(registration_id=registration_id, host=host)
        insert_if_absent(session, PlatformLane, [{"registration_id": registration_id, "host": host}])
        found = session.scalars(wanted).one()
    return found


def find_ready(session: Session, now: datetime) -> list[int]:
    """Lanes that are free, not paused, and have something due or to look at, of registrations that are let in."""
    is_open = select(PlatformLane.id).where(_is_open(now))
    lanes = {lane.id: lane[3:] for lane in _read_busy(session)}
    ready = [each for each, moments in lanes.items() if any(moment and moment <= now for moment in moments)]
    in_order = is_open.where(PlatformLane.id.in_(ready)).order_by(PlatformLane.failures, PlatformLane.id)
    return list(session.scalars(in_order)) if ready else []


def is_to_be_looked_at(now: datetime) -> ColumnElement[bool]:
    """A score that was taken, and whose gradebook cell is to be read (again)."""
    return and_(ScoreDelivery.look_at <= now, ScoreDelivery.state == DeliveryState.DELIVERED)


def find_next_due_at(session: Session) -> datetime | None:
    """When the next delivery or look falls due on a lane, or a lease runs out; not while it is paused or held."""
    moments = (_first_moment(*lane[1:]) for lane in _read_busy(session))
    return min((moment for moment in moments if moment), default=None)


def take(session: Session, lane_id: int, holder: str, now: datetime) -> OpenLane | None:
    """Hold a lane for a lease, and bring back what a crash left on it; None where another worker has it."""
    taken = session.execute(
        update(PlatformLane)
        .where(PlatformLane.id == lane_id, _is_open(now))
        .values(holder=holder, held_until=now + HELD)
        .returning(PlatformLane.registration_id, PlatformLane.width, PlatformLane.failures)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        return None
    _bring_back(session, lane_id, now)
    registration = session.get_one(Registration, taken.registration_id)
    session.expunge(registration)  # stays readable after the commit
    width = 1 if taken.failures else taken.width
    return OpenLane(lane_id, registration, width, is_probe=bool(taken.failures))


def keep(session: Session, lane_id: int, holder: str, now: datetime) -> bool:
    """Hold it for another lease; False where it was lost, or paused, meanwhile."""
    kept = session.execute(
        update(PlatformLane)
        .where(PlatformLane.id == lane_id, PlatformLane.holder == holder, ~_lies_ahead(PlatformLane.paused_until, now))
        .values(held_until=now + HELD)
        .returning(PlatformLane.id)
        .execution_options(synchronize_session=False)
    )
    return kept.first() is not None


def let_go(session: Session, lane_id: int, holder: str) -> None:
    """Leave the lane to whoever wants it next."""
    session.execute(
        update(PlatformLane)
        .where(PlatformLane.id == lane_id, PlatformLane.holder == holder)
        .values(held_until=None)
        .execution_options(synchronize_session=False)
    )


def pause(
    session: Session, lane_id: int, now: datetime, reason: Reason, retry_after: timedelta | None, throttled: bool
) -> datetime:
    """Leave the platform alone, longer from failure to failure, and as long as it asked; returns until when.

    Calls that failed together, over several connections, are one failure.
    """
    lane = session.get_one(PlatformLane, lane_id, with_for_update=True, populate_existing=True)
    asked = now + min(retry_after, LONGEST_ASKED) if retry_after else now
    if lane.paused_until is None or lane.paused_until <= now or lane.paused_until > now + LONGEST_ASKED:
        lane.failures += 1
        lane.paused_until = max(asked, now + pause_after(lane.failures))
        lane.width = max(lane.width // 2, 1) if throttled else lane.width
    lane.paused_until = max(asked, lane.paused_until)
    lane.failing_since = lane.failing_since or now
    lane.reason = reason
    return lane.paused_until


def recover(session: Session, lane_id: int, delivered: int) -> None:
    """The platform takes scores again; a long row of them earns it another connection."""
    widens = 1 if delivered >= WIDENS_AFTER else 0
    troubled = or_(PlatformLane.failures > 0, PlatformLane.width < _widened(widens))
    session.execute(
        update(PlatformLane)
        .where(PlatformLane.id == lane_id, troubled)
        .values(failures=0, failing_since=None, paused_until=None, reason=Reason(), width=_widened(widens))
        .execution_options(synchronize_session=False)
    )


def count_tries(session: Session, lane_id: int, tries: Mapping[str, int]) -> None:
    """Keep count of a lane's tries by outcome: delivered, later, failed."""
    counted = {kind: getattr(PlatformLane, kind) + count for kind, count in tries.items()}
    session.execute(
        update(PlatformLane)
        .where(PlatformLane.id == lane_id)
        .values(**counted)
        .execution_options(synchronize_session=False)
    )


def pause_after(failures: int, pick: Callable[[float, float], float] = random.uniform) -> timedelta:
    """Two seconds, then twice as long each time, up to five minutes; a part of it is left to chance."""
    longest = min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 32), LONGEST_PAUSE_S)
    return timedelta(seconds=max(pick(longest / 2, longest), 1.0))


def _bring_back(session: Session, lane_id: int, now: datetime) -> None:
    left = (ScoreDelivery.state == DeliveryState.SENDING, ScoreDelivery.lease_until <= now)
    make_many_due(session, due_now(now), ScoreDelivery.lane_id == lane_id, *left)


def _is_open(now: datetime) -> ColumnElement[bool]:
    """Neither held nor paused; what lies impossibly far ahead was written by a clock that has been set back."""
    held = _lies_ahead(PlatformLane.held_until, now, at_most=2 * HELD)
    return and_(~held, ~_lies_ahead(PlatformLane.paused_until, now))


def _lies_ahead(
    moment: InstrumentedAttribute[datetime | None], now: datetime, at_most: timedelta = LONGEST_ASKED
) -> ColumnElement[bool]:
    return and_(moment.is_not(None), moment > now, moment <= now + at_most)


def _widened(by: int) -> ColumnElement[int]:
    wider = PlatformLane.width + by
    return case((wider > WIDEST, WIDEST), else_=wider)


def _earliest(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    state: DeliveryState,
    *which: ColumnElement[bool],
) -> ScalarSelect[datetime | None]:
    """Of one lane, by its index: however many wait, this looks at one row."""
    of_lane = (ScoreDelivery.lane_id == PlatformLane.id, ScoreDelivery.state == state, *which)
    return select(moment).where(*of_lane).order_by(moment).limit(1).correlate(PlatformLane).scalar_subquery()


def _read_busy(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lanes along which something is on its way, or will be looked at; those along which nothing is are not touched."""
    read_by_index(session)
    busy = session.scalars(_BUSY).all()
    lanes = _MOMENTS.where(PlatformLane.id.in_([lane_id for lane_id in busy if lane_id is not None]))
    return session.execute(lanes).all() if any(busy) else []


def _lanes_of(name: str, which: ColumnElement[bool]) -> Select[int]:
    """The lanes of some scores, stepping from lane to lane in an index."""
    lanes = select(ScoreDelivery.lane_id).where(which).order_by(ScoreDelivery.lane_id).limit(1)
    first = select(lanes.scalar_subquery().label("lane_id")).cte(name, recursive=True)
    after = lanes.where(ScoreDelivery.lane_id > first.c.lane_id).correlate(first)
    following = select(after.scalar_subquery()).where(first.c.lane_id.is_not(None))
    return select(first.union_all(following).c.lane_id)


def _first_moment(paused_until: datetime | None, held_until: datetime | None, *due: datetime | None) -> datetime | None:
    first = min((moment for moment in due if moment is not None), default=None)
    return first and max(moment for moment in (first, paused_until, held_until) if moment is not None)


_BUSY = union(_lanes_of("sent_to", IS_ON_ITS_WAY), _lanes_of("looked_at", ScoreDelivery.look_at.is_not(None)))
_MOMENTS = (
    select(
        PlatformLane.id,
        PlatformLane.paused_until,
        PlatformLane.held_until,
        _earliest(ScoreDelivery.next_try_at, DeliveryState.DUE, IS_ON_ITS_WAY),
        _earliest(ScoreDelivery.lease_until, DeliveryState.SENDING, IS_ON_ITS_WAY),
        _earliest(ScoreDelivery.look_at, DeliveryState.DELIVERED, ScoreDelivery.look_at.is_not(None)),
    )
    .join(Registration)
    .where(Registration.status == Status.ACTIVE)
)
