"""Scores of a registration that was made anew: they go along the new one's lanes, once their columns are known."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.db import insert_if_absent
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.reasons import Why
from lti_tool.lti.models import Registration
from lti_tool.reasons import Reason


def move_scores(session: Session, old: Registration, new: Registration) -> int:
    """Give every score to the new registration's lanes; return how many. The caller commits.

    All wait for the next launch of their link, which brings its column. Those that had arrived do, too: whether the new
    column holds them is not known, so the gradebook is read before any of them is sent. A sender that is calling now
    loses its claim, and so writes down nothing but that it tried.
    """
    hosts = session.execute(select(PlatformLane.id, PlatformLane.host).filter_by(registration_id=old.id)).all()
    return sum(_move_lane(session, lane_id, _lane_of(session, new.id, host)) for lane_id, host in hosts)


def _lane_of(session: Session, registration_id: int, host: str) -> int:
    insert_if_absent(session, PlatformLane, [{"registration_id": registration_id, "host": host}])
    wanted = select(PlatformLane.id).filter_by(registration_id=registration_id, host=host)
    return session.scalars(wanted).one()


def _move_lane(session: Session, old_id: int, new_id: int) -> int:
    waiting = {"state": DeliveryState.FAILED, "reason": Reason(Why.NEW_REGISTRATION), "lease_until": None}
    moved = session.scalars(
        update(ScoreDelivery)
        .where(ScoreDelivery.lane_id == old_id)
        .values(
            lane_id=new_id,
            again_at=None,
            look_at=None,
            restores=False,
            in_doubt=ScoreDelivery.in_doubt | ScoreDelivery.delivered_at.is_not(None),
            **waiting,
        )
        .returning(ScoreDelivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())
