"""Submission review (1EdTech submission review 1.0): from the gradebook straight to that learner's attempt."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.reviewing import find_reviewed, reviewed_attempt
from lti_tool.lti.access import may_follow, refusal
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch


@bp.get("/review")
def review() -> ResponseReturnValue:
    """Go to the attempt that counts: an instructor to anybody's, a learner to their own."""
    launch = current_launch()
    if may_follow(launch):
        return redirect(_instructors_page(launch, find_reviewed(db.session(), launch)), 303)
    if launch.for_user != launch.user.id_on_platform:
        raise refusal(launch)
    attempt = reviewed_attempt(db.session(), launch, launch.user_id)
    if attempt is None:
        raise NotFound(N_("You have not handed in anything here yet."))
    return redirect(url_for("learner.result", launch_id=launch.id, attempt_id=attempt.id), 303)


def _instructors_page(launch: Launch, user_id: int) -> str:
    """The learner's attempt; where there is none, where they stand in the course."""
    attempt = reviewed_attempt(db.session(), launch, user_id)
    if attempt is None:
        return url_for("instructor.person", launch_id=launch.id, user_id=user_id)
    return url_for("instructor.attempt", launch_id=launch.id, user_id=user_id, attempt_id=attempt.id)
