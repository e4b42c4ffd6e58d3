"""The module's own page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.attempts import service as attempts
from lti_tool.attempts.models import Attempt
from lti_tool.courses import service as courses
from lti_tool.db import db
from lti_tool.grades import queueing
from lti_tool.learner import pages
from lti_tool.learner.blueprint import bp
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch, may_follow
from lti_tool.placements.service import find_placement
from lti_tool.placements.shown import find_shown


@bp.get("/")
def module() -> ResponseReturnValue:
    """The module's own page: what it is, how far you are, the one next step."""
    launch = current_launch()
    found = find_shown(launch)
    if found is None:
        return render_template("learner/not_ready.html", attempts=_earlier_attempts(launch))
    preview = may_follow(launch)
    done = set() if preview else courses.completed_lessons(db.session(), launch, found.module)
    mine = [] if preview else attempts.list_own(db.session(), launch, found.placement)
    delivery = queueing.find_delivery(db.session(), found.placement, launch.user) if mine else None
    step = pages.next_step(launch, found.module, done, mine, preview=preview)
    return render_template(
        "learner/module.html",
        module=found.module,
        quiz_start=None if preview else pages.quiz_start(launch, found.module, mine, step["next_step"]),
        preview=preview,
        done=done,
        attempts=mine,
        best=attempts.find_best(mine),
        **step,
        **pages.grade(launch, mine, delivery),
    )


def _earlier_attempts(launch: Launch) -> list[Attempt]:
    """What somebody did on a link whose module has left the catalogue."""
    placement = find_placement(db.session(), launch)
    return attempts.list_own(db.session(), launch, placement) if placement else []
