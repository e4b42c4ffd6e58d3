"""Rebuild every summary of a course, after a restored backup or when somebody doubts a figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.competencies import rebuilding
from lti_tool.db import db
from lti_tool.placements.models import Placement
from lti_tool.progress import summaries as progress

SUMMARIES = "summaries"


def recount_course(context_id: int, report: Callable[[int, int], None], now: datetime) -> None:
    """Rebuild the summaries of each link, then the tallies; every step is its own transaction."""
    session = db.session()
    query = select(Placement.id).where(Placement.context_id == context_id).order_by(Placement.id)
    placement_ids = session.scalars(query).all()
    steps = len(placement_ids) + 1
    for number, placement_id in enumerate(placement_ids):
        session.rollback()
        report(number, steps)
        _rebuild_link(session, placement_id)
    session.rollback()
    report(steps - 1, steps)
    rebuilding.rebuild(session, context_id, now)
    session.commit()
    report(steps, steps)


def _rebuild_link(session: Session, placement_id: int) -> None:
    placement = session.get(Placement, placement_id)
    if placement is not None:
        progress.rebuild(session, placement)
    session.commit()
