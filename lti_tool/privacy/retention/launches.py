"""Visits: each is looked at once its term is over, and then it goes, or stays as the person's last one of its link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.db import count_changed, read_by_index
from lti_tool.lti.models import Launch
from lti_tool.lti.records.purging import is_old_launch
from lti_tool.privacy.retention.rule import Found, Portion, Rule, Run

LAUNCHES_AT_ONCE = 500


def count(session: Session, before: datetime) -> int:
    """How many launches are over."""
    return session.scalar(select(func.count()).select_from(Launch).where(is_old_launch(before))) or 0


def find(session: Session, before: datetime, _after: int) -> Found:
    """Those whose term is over and that nobody has looked at since, the oldest first; after them come others."""
    oldest = select(Launch.id).where(~Launch.stays, Launch.created_at < before).order_by(Launch.created_at)
    keys: Portion = session.scalars(oldest.limit(LAUNCHES_AT_ONCE)).all()
    return Found([keys] if keys else [], len(keys))


def forget(session: Session, portion: Portion, before: datetime, _run: Run) -> int:
    """Delete what is over of these people's launches, also what stayed until one of these came; the rest stays."""
    read_by_index(session)
    these = Launch.id.in_(portion)
    people = session.scalars(select(Launch.user_id).where(these).distinct()).all()
    whose = (Launch.user_id, func.coalesce(Launch.resource_link_id, 0))
    theirs = select(Launch.id, Launch.created_at, *whose).where(Launch.user_id.in_(people), Launch.created_at < before)
    last: dict[tuple[int, int], datetime] = {}
    launches = session.execute(theirs.order_by(Launch.created_at)).all()
    for _id, created_at, user_id, link_id in launches:
        last[user_id, link_id] = created_at
    over = [each for each, created_at, user_id, link_id in launches if created_at < last[user_id, link_id]]
    quietly = {"synchronize_session": False}
    gone = count_changed(session, delete(Launch).where(Launch.id.in_(over)).execution_options(**quietly)) if over else 0
    is_over = Launch.created_at < before
    session.execute(update(Launch).where(these, is_over).values(stays=True).execution_options(**quietly))
    return gone


LAUNCHES = Rule("launches", "keep_launches_days", count, find, forget)
