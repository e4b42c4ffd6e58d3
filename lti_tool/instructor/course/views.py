"""What a link of the course's menu opens for an instructor: the catalogue, and the progress of this course."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.course.page import catalogue_rows
from lti_tool.lti.access import configuring_launch, instructor_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.picking.chosen import take_off


@bp.get("/instructor/course")
def course() -> ResponseReturnValue:
    """Every module: whether this course has it, and how many have begun and passed it."""
    launch = instructor_launch()
    rows = catalogue_rows(db.session(), launch.context_id, catalogue())
    return render_template("instructor/course/course.html", title=launch.context.title, rows=rows)


@bp.post("/instructor/course/chosen/<name:module_id>")
def take_module_off(module_id: str) -> ResponseReturnValue:
    """Take a module off learners' course page that was chosen once and never opened: its link may be gone."""
    launch = configuring_launch()
    take_off(db.session(), launch, module_id, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.course", launch_id=launch.id), 303)
