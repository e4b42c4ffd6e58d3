"""What a link of the course's menu opens for an instructor: the catalogue, and the progress of this course."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.course.page import catalogue_rows
from lti_tool.lti.access import instructor_launch
from lti_tool.placements.catalogue import catalogue


@bp.get("/instructor/course")
def course() -> ResponseReturnValue:
    """Every module: whether this course has it, and how many have begun and passed it."""
    launch = instructor_launch()
    rows = catalogue_rows(db.session(), launch.context_id, catalogue())
    return render_template("instructor/course/course.html", title=launch.context.title, rows=rows)
