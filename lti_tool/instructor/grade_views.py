"""Grades on their way: sending again what did not arrive."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grades import executors, queueing
from lti_tool.grades.models import ScoreDelivery
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.session import instructor_launch
from lti_tool.placements.service import find_placement


@bp.post("/instructor/deliveries/<int(max=2147483647):delivery_id>/resend")
def resend(delivery_id: int) -> ResponseReturnValue:
    """Send a score again."""
    launch = instructor_launch()
    placement = find_placement(db.session(), launch)
    delivery = db.session.get(ScoreDelivery, delivery_id)
    if placement is None or delivery is None or delivery.placement_id != placement.id:
        raise NotFound(N_("There is no such score in this link."))
    queueing.resend(db.session(), delivery, utcnow())
    db.session.commit()
    executors.wake(current_app)
    return redirect(url_for("instructor.home", launch_id=launch.id), 303)
