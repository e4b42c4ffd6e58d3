"""`lti-tool summaries`: recounting the figures that instructors see from attempts and lessons."""

from __future__ import annotations

import click
from sqlalchemy import select

from lti_tool.audit import CourseAction, record_event
from lti_tool.cli.group import ROW_ID, ToolGroup
from lti_tool.cli.running import running
from lti_tool.competencies.recounting import recount_course
from lti_tool.db import db, utcnow
from lti_tool.errors import NotFound
from lti_tool.placements.models import Placement


@click.group(cls=ToolGroup)
def summaries() -> None:
    """Look after the summaries behind results and analysis."""


@summaries.command()
@click.option("--course", type=ROW_ID, help="Only this course, by our own id; else all of them.")
def rebuild(course: int | None) -> None:
    """Recount every summary; needed after a content update that takes lessons away."""
    query = select(Placement.context_id).distinct().order_by(Placement.context_id)
    found = db.session.scalars(query if course is None else query.where(Placement.context_id == course)).all()
    if course is not None and not found:
        raise NotFound("There is no such course with content of ours.")
    db.session.rollback()
    for number, context_id in enumerate(found, start=1):
        recount_course(context_id, lambda _done, _total: None, utcnow())
        record_event(db.session(), CourseAction.SUMMARIES_REBUILT, actor=running(), now=utcnow(), context_id=context_id)
        db.session.commit()
        click.echo(f"course {context_id}: done ({number} of {len(found)})")
