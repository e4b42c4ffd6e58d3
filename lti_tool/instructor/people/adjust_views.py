"""What an instructor does for one person: an attempt opened again, or a role that the LMS left open."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.db import db, utcnow
from lti_tool.grading.opening_again import reopen as open_again
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.page import find_attempt
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.instructor.shared.reason import read_reason
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.records.recording import record_change
from lti_tool.lti.services.roster import count_as_learner as settle_as_learner


@bp.post("/instructor/people/<id:user_id>/attempts/<id:attempt_id>/reopen")
def reopen(user_id: int, attempt_id: int) -> ResponseReturnValue:
    """Open a submitted attempt again."""
    launch = configuring_launch()
    launch_id, now = launch.id, utcnow()
    find_person(db.session(), launch, user_id)
    attempt = find_attempt(db.session(), launch, user_id, attempt_id, lock=True)
    open_again(db.session(), launch, attempt, read_reason(), now)
    db.session.commit()
    return redirect(url_for("instructor.person", launch_id=launch_id, user_id=user_id, saved=1), 303)


@bp.post("/instructor/people/<id:user_id>/learner")
def count_as_learner(user_id: int) -> ResponseReturnValue:
    """Say that somebody who was staff before is a learner now: what they do counts from their next visit on."""
    launch = configuring_launch()
    launch_id = launch.id
    settle_as_learner(find_person(db.session(), launch, user_id))
    record_change(db.session(), launch, CourseAction.COUNTED_AS_LEARNER, utcnow(), user=user_id)
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch_id, saved=1), 303)
