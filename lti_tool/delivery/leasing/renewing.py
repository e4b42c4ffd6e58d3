"""Keeping a score, and its lane, for another try."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.delivery import lanes
from lti_tool.delivery.leasing.lease import LEASE
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.tries.outcomes import Parcel


def renew(session: Session, parcel: Parcel, lane_id: int, holder: str, now: datetime) -> Parcel | None:
    """The same score for a whole lease more; None where it, or the lane, is not ours any more. The caller commits."""
    if not lanes.keep(session, lane_id, holder, now):
        return None
    lease_until = now + LEASE
    renewed = session.execute(
        update(ScoreDelivery)
        .where(ScoreDelivery.id == parcel.delivery_id, ScoreDelivery.lease_until == parcel.lease_until)
        .values(lease_until=lease_until)
        .returning(ScoreDelivery.id)
        .execution_options(synchronize_session=False)
    )
    return replace(parcel, lease_until=lease_until) if renewed.first() else None
