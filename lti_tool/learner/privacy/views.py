"""What is held on whoever asks: the page behind a data privacy launch, open from any launch."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.db import db
from lti_tool.learner.blueprint import bp
from lti_tool.learner.privacy.held import courses_of, held_on
from lti_tool.lti.session import current_launch


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Who you are here, which courses know you, and how much of what is kept; nobody else can open it."""
    launch = current_launch()
    session = db.session()
    return render_template(
        "learner/privacy/privacy.html",
        person=launch.user,
        courses=courses_of(session, launch.user),
        held=held_on(session, launch.user),
    )
