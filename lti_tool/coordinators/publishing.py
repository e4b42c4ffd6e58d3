"""Counting a deployment's courses, and keeping what may be told of them: nobody is told a figure that is not kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.competencies import folding
from lti_tool.content.model.module import Module
from lti_tool.coordinators.counting import count_courses
from lti_tool.coordinators.figures import Figures
from lti_tool.coordinators.models import ToldFigures
from lti_tool.db import upsert
from lti_tool.lti.models import Context, Deployment
from lti_tool.placements.models import Placement


def publish(session: Session, deployment_id: int, modules: Collection[Module]) -> None:
    """Bring the told figures of all courses up to date, in steps; two at once take turns. The caller commits."""
    one_at_a_time = select(Deployment.id).where(Deployment.id == deployment_id).with_for_update(key_share=True)
    session.execute(one_at_a_time)
    for counted in count_courses(session, deployment_id, modules):
        told = _told(session, counted)
        for context_id, figures in counted.items():
            before = told.get(context_id, Figures())
            now = figures.told_after(before)
            if now != before:
                row = {"context_id": context_id, "figures": now.as_json()}
                upsert(session, ToldFigures, row, keys=["context_id"])


def counted_until(session: Session, deployment_id: int, now: datetime) -> datetime:
    """Until when first attempts are counted in all courses; while one waits, only the full hour before it is told.

    Its own moment would say when somebody handed in. Read it before the figures.
    """
    here = Placement.context_id.in_(select(Context.id).where(Context.deployment_id == deployment_id))
    until = folding.counted_until(session, here, now)
    return until if until == now else until.replace(minute=0, second=0, microsecond=0)


def _told(session: Session, courses: Iterable[int]) -> dict[int, Figures]:
    query = select(ToldFigures.context_id, ToldFigures.figures).where(ToldFigures.context_id.in_(courses))
    return {context_id: Figures.of_json(figures) for context_id, figures in session.execute(query)}
