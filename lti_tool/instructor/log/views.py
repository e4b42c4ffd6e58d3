"""Who changed what in this course, when and why."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool import row_id
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.log.page import read_log
from lti_tool.lti.access import instructor_launch


@bp.get("/instructor/log")
def log() -> ResponseReturnValue:
    """The course's log, newest first."""
    launch = instructor_launch()
    before = request.args.get("before", type=int)
    within = before if before is not None and 0 < before <= row_id.MAXIMUM else None
    page = read_log(db.session(), launch.context_id, within)
    kept_days = current_app.extensions["settings"].keep_log_days
    return render_template("instructor/log/log.html", page=page, is_first=within is None, kept_days=kept_days)
