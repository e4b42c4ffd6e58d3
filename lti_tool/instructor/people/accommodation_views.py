"""What single people need, in all quizzes of a course."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.adjusting import reschedule_person
from lti_tool.change_log.lines import link_titles
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.accommodation_form import AccommodationForm
from lti_tool.instructor.shared.course_person import find_person
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch, User
from lti_tool.placements.accommodation_reasons import find_reason, single_reasons
from lti_tool.placements.accommodations import accommodate as set_accommodation
from lti_tool.placements.accommodations import find_accommodation
from lti_tool.placements.own_dates.opening import OpensNothing, closed_links, open_until
from lti_tool.templating import in_words


@bp.get("/instructor/people/<id:user_id>/needs")
def accommodate(user_id: int) -> ResponseReturnValue:
    """What one person needs, in all quizzes of this course."""
    launch = configuring_launch()
    person = find_person(db.session(), launch, user_id).user
    current = find_accommodation(db.session(), launch.context_id, user_id)
    said = find_reason(db.session(), launch.context_id, user_id)
    form = AccommodationForm(obj=current, reason=said.words if said else "")
    return _person_page(launch, person, form)


@bp.post("/instructor/people/<id:user_id>/needs")
def accommodate_posted(user_id: int) -> ResponseReturnValue:
    """Set it; an attempt that is open gets its extra time at once."""
    launch = configuring_launch()
    person, launch_id, context_id = find_person(db.session(), launch, user_id).user, launch.id, launch.context_id
    form, now = AccommodationForm(), utcnow()
    _offer(form, launch, user_id)
    if not form.validate_on_submit():
        return _person_page(launch, person, form), 400
    if until := form.until():
        closed = [each.placement for each in closed_links(db.session(), context_id, user_id, now)]
        try:
            open_until(db.session(), launch, user_id, closed, until, now)
        except OpensNothing as problem:
            form.tell(in_words(problem))
            return _person_page(launch, person, form), 400
    set_accommodation(db.session(), launch, user_id, form.factor, form.extra_attempts.data, form.reason.data or "", now)
    db.session.flush()
    reschedule_person(db.session(), context_id, user_id)
    db.session.commit()
    return redirect(url_for("instructor.person", launch_id=launch_id, user_id=user_id, saved=1), 303)


def _offer(form: AccommodationForm, launch: Launch, user_id: int) -> None:
    current = find_accommodation(db.session(), launch.context_id, user_id)
    form.offer(current.time_factor if current else None)


def _person_page(launch: Launch, person: User, form: AccommodationForm) -> str:
    _offer(form, launch, person.id)
    titles = link_titles(db.session(), launch.context_id)
    closed = closed_links(db.session(), launch.context_id, person.id, utcnow())
    return render_template(
        "instructor/people/accommodation.html",
        closed=[(titles[str(each.placement.id)], each.closed_at) for each in closed],
        person=person,
        form=form,
        reasons=single_reasons(db.session(), launch.context_id, person.id),
        kept_days=current_app.extensions["settings"].keep_reasons_days,
    )
