"""What a mentor sees: how the people the platform names as their mentees are doing, and nobody else."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.mentee_page import mentee_rows
from lti_tool.lti.access import mentoring_launch


@bp.get("/mentees")
def mentees() -> ResponseReturnValue:
    """Each mentee, and where they stand in every module of this course."""
    launch = mentoring_launch()
    return render_template("instructor/people/mentees.html", rows=mentee_rows(db.session(), launch))
