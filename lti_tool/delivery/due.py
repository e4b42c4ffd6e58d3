"""Making scores due: what "due" means in a row is written here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from lti_tool.db import count_changed
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.logs.request_ids import current_request_id
from lti_tool.reasons import Reason
from lti_tool.waking import Need, wake_after_commit


def due_now(now: datetime) -> Mapping[str, Any]:
    """What a row says that is to be tried at once, with its tries and its age as they are."""
    return {"state": DeliveryState.DUE, "next_try_at": now, "again_at": None, "look_at": None, "restores": False}


def due_afresh(now: datetime) -> Mapping[str, Any]:
    """What a row says that is to be tried at once and from its first try, whatever became of it before."""
    return {
        **due_now(now),
        "due_since": now,
        "warned_at": None,
        "tries": 0,
        "reason": Reason(),
        "stamp": None,
        "request_id": current_request_id(),
    }


def make_due(session: Session, delivery: ScoreDelivery, now: datetime) -> None:
    """One score, from its first try; the caller commits.

    A lease that is still out stays: two scores of one person are never in the air together.
    """
    for name, value in due_afresh(now).items():
        setattr(delivery, name, value)
    wake_after_commit(session, Need.DELIVERY)


def make_many_due(session: Session, values: Mapping[str, Any], *which: ColumnElement[bool]) -> Sequence[int]:
    """All scores that fit, in one statement, with the values of `due_now` or `due_afresh`; their ids.

    The caller commits.
    """
    due = session.scalars(
        update(ScoreDelivery)
        .where(*which)
        .values(**values)
        .returning(ScoreDelivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    if due:
        wake_after_commit(session, Need.DELIVERY)
    return due


def doubt_waiting(session: Session) -> int:
    """After a restored backup any score that is not delivered may have been, and better ones since: how many are not.

    Each is looked for in the gradebook before it is sent. The caller commits.
    """
    waiting = ScoreDelivery.state != DeliveryState.DELIVERED
    return count_changed(session, update(ScoreDelivery).where(waiting).values(in_doubt=True))
