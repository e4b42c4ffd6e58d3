"""From the LMS's gradebook straight to a learner's attempt.

By a submission review message (1EdTech submission review 1.0), or by the address that Canvas keeps with a submission.
"""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.delivery.graders_view import find_graded
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.reviewing import find_reviewed, reviewed_attempt
from lti_tool.lti.access import may_follow, refusal
from lti_tool.lti.models import Launch
from lti_tool.lti.records.siblings import open_sibling
from lti_tool.lti.session import current_launch
from lti_tool.placements.models import Placement
from lti_tool.placements.service import find_placement


@bp.get("/review")
def review() -> ResponseReturnValue:
    """Go to the attempt that counts: an instructor to anybody's, a learner to their own."""
    launch = current_launch()
    placement = find_placement(db.session(), launch)
    if may_follow(launch):
        return redirect(_instructors_page(launch, placement, find_reviewed(db.session(), launch)), 303)
    if launch.for_user != launch.user.id_on_platform:
        raise refusal(launch)
    return redirect(_own_page(launch, placement), 303)


@bp.get("/graded")
def graded() -> ResponseReturnValue:
    """The same by the score that the launch's address names, whatever link the LMS launched it from."""
    launch = current_launch()
    score = find_graded(db.session(), launch)
    if may_follow(launch):
        return redirect(_instructors_page(launch, score.placement, score.user_id), 303)
    if score.user_id != launch.user_id:
        raise refusal(launch)
    return redirect(_own_page(launch, score.placement), 303)


def _instructors_page(launch: Launch, placement: Placement | None, user_id: int) -> str:
    """The learner's attempt; where there is none, where they stand in the course."""
    attempt = reviewed_attempt(db.session(), placement, user_id)
    if attempt is None:
        return url_for("instructor.person", launch_id=launch.id, user_id=user_id)
    return url_for("instructor.attempt", launch_id=launch.id, user_id=user_id, attempt_id=attempt.id)


def _own_page(launch: Launch, placement: Placement | None) -> str:
    attempt = reviewed_attempt(db.session(), placement, launch.user_id)
    if placement is None or attempt is None:
        raise NotFound(N_("You have not handed in anything here yet."))
    return url_for("learner.result", launch_id=_launch_of(launch, placement), attempt_id=attempt.id)


def _launch_of(launch: Launch, placement: Placement) -> str:
    """The launch's id, or that of a visit to the link where the learner's work is."""
    if placement.resource_link_id == launch.resource_link_id:
        return launch.id
    db.session.rollback()
    db.session.connection(
        execution_options={"reads_only": False}
    )  # this GET writes: SQLite must know that from the start
    opened = open_sibling(db.session(), launch, placement.resource_link, utcnow())
    db.session.commit()
    return opened
