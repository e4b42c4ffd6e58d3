"""Handing in an attempt that a learner left open: said first, then done."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.errors import AttemptClosed
from lti_tool.attempts.models import Attempt
from lti_tool.db import db, utcnow
from lti_tool.grading.handing_in_for import hand_in_for
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.hand_in_page import hand_in_page
from lti_tool.instructor.people.page import find_attempt
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.instructor.shared.reason import read_reason
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import User

_RULE = "/instructor/people/<id:user_id>/attempts/<id:attempt_id>/hand-in"


@bp.get(_RULE)
def hand_in_attempt(user_id: int, attempt_id: int) -> ResponseReturnValue:
    """What is saved in an open attempt, and what handing it in now comes to."""
    launch = configuring_launch()
    person = find_person(db.session(), launch, user_id).user
    attempt = find_attempt(db.session(), launch, user_id, attempt_id)
    if attempt.submitted_at is not None:
        raise AttemptClosed
    return _page(person, attempt)


@bp.post(_RULE)
def hand_in_attempt_posted(user_id: int, attempt_id: int) -> ResponseReturnValue:
    """Hand it in, unless its learner saved something since the page was shown: then show that."""
    launch = configuring_launch()
    launch_id, now = launch.id, utcnow()
    person = find_person(db.session(), launch, user_id).user
    attempt = find_attempt(db.session(), launch, user_id, attempt_id, lock=True)
    if attempt.submitted_at is not None:
        raise AttemptClosed
    if request.form.get("seen") != hand_in_page(db.session(), attempt, now).mark:
        return _page(person, attempt, has_changed=True), 409
    hand_in_for(db.session(), launch, attempt, read_reason(), now)
    db.session.commit()
    address = url_for("instructor.attempt", launch_id=launch_id, user_id=user_id, attempt_id=attempt_id)
    return redirect(address, 303)


def _page(person: User, attempt: Attempt, *, has_changed: bool = False) -> str:
    return render_template(
        "instructor/people/hand_in.html",
        person=person,
        attempt=attempt,
        found=hand_in_page(db.session(), attempt, utcnow()),
        has_changed=has_changed,
        reason=request.form.get("reason", ""),
    )
