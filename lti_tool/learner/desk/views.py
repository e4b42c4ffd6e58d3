"""Leaving a shared desk."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from lti_tool.attempts.finding import list_open
from lti_tool.db import db, utcnow
from lti_tool.learner.blueprint import bp
from lti_tool.lti.extension import lti
from lti_tool.lti.session import current_launch, end_sessions


@bp.post("/finish")
def finish() -> ResponseReturnValue:
    """Leave a shared desk: nothing that was open here opens again."""
    launch = current_launch()
    return_url = launch.return_url
    waiting = [(attempt.quiz_title, attempt.ends_at) for attempt in list_open(db.session(), launch)]
    end_sessions(launch, utcnow())
    db.session.commit()
    page = render_template("learner/certificates/finished.html", launch=None, return_url=return_url, waiting=waiting)
    response = make_response(page)
    lti().cookies.forget(response)
    return response
