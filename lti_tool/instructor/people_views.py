"""What single people need, in all quizzes of a course."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lti_tool.attempts.adjusting import reschedule_person
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people_form import AccommodationForm
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.lti.session import configuring_launch
from lti_tool.placements.accommodations import accommodate as set_accommodation
from lti_tool.placements.accommodations import find_accommodation


@bp.get("/instructor/people/<int(max=2147483647):user_id>")
def accommodate(user_id: int) -> ResponseReturnValue:
    """What one person needs, in all quizzes of this course."""
    launch = configuring_launch()
    person = _person(launch, user_id)
    current = find_accommodation(db.session(), launch.context_id, user_id)
    return _person_page(person, AccommodationForm(obj=current))


@bp.post("/instructor/people/<int(max=2147483647):user_id>")
def accommodate_posted(user_id: int) -> ResponseReturnValue:
    """Set it; an attempt that is open gets its extra time at once."""
    launch = configuring_launch()
    person, launch_id, context_id = _person(launch, user_id), launch.id, launch.context_id
    form = AccommodationForm()
    if not form.validate_on_submit():
        return _person_page(person, form), 400
    set_accommodation(
        db.session(), launch, user_id, form.factor, form.extra_attempts.data, form.reason.data or "", utcnow()
    )
    db.session.flush()
    reschedule_person(db.session(), context_id, user_id)
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch_id, saved=1), 303)


def _person(launch: Launch, user_id: int) -> User:
    """Somebody of this course; nobody else's people can be looked up here."""
    query = select(User).join(Membership, Membership.user_id == User.id)
    found = db.session.scalar(query.where(User.id == user_id, Membership.context_id == launch.context_id))
    if found is None:
        raise NotFound(N_("There is no such person in this course."))
    return found


def _person_page(person: User, form: AccommodationForm) -> str:
    return render_template("instructor/person.html", person=person, form=form)
