"""What single people need, in all quizzes of a course."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.attempts.adjusting import reschedule_person
from lti_tool.audit import CourseAction
from lti_tool.change_log.lines import link_titles
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.accommodation_form import FACTORS, AccommodationForm
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.instructor.shared.saved import what_was_saved
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
    stored = _facts(launch, user_id)
    return _person_page(launch, person, AccommodationForm(data=stored), meanwhile.opened(stored))


@bp.post("/instructor/people/<id:user_id>/needs")
def accommodate_posted(user_id: int) -> ResponseReturnValue:
    """Set it; an attempt that is open gets its extra time at once."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    person = find_person(session, launch, user_id).user
    form = AccommodationForm()
    _offer(form, launch, user_id)
    if not form.validate_on_submit():
        return _person_page(launch, person, form, meanwhile.as_sent()), 400
    meanwhile.hold_course(session, launch)
    found = _compare(launch, user_id, form)
    if found.must_be_asked:
        return _person_page(launch, person, form, found), 409
    if until := form.until():
        closed = [each.placement for each in closed_links(session, launch.context_id, user_id, now)]
        try:
            open_until(session, launch, user_id, closed, until, now)
        except OpensNothing as problem:
            form.tell(in_words(problem))
            return _person_page(launch, person, form, meanwhile.as_sent()), 400
    set_accommodation(session, launch, user_id, form.factor, form.extra_attempts.data, form.reason.data or "", now)
    session.flush()
    reschedule_person(session, launch.context_id, user_id)
    address = url_for("instructor.person", launch_id=launch.id, user_id=user_id, **what_was_saved(session, launch, now))
    session.commit()
    return redirect(address, 303)


def _facts(launch: Launch, user_id: int) -> dict[str, Any]:
    """What is set for somebody, as the form has it."""
    found = find_accommodation(db.session(), launch.context_id, user_id)
    reason = find_reason(db.session(), launch.context_id, user_id)
    return {
        "time_factor": str(float(found.time_factor if found else 1)),
        "extra_attempts": found.extra_attempts if found else 0,
        "reason": reason.words if reason else "",
    }


def _compare(launch: Launch, user_id: int, form: AccommodationForm) -> Meanwhile:
    typed = {name: form[name].data for name in ("time_factor", "extra_attempts", "reason")}
    fields = {name: Field(form[name].label.text) for name in typed}
    fields["time_factor"] = Field(form.time_factor.label.text, lambda value: str(FACTORS.get(value, value)))
    fields["reason"] = Field(_("Why"))
    saved_by = meanwhile.saver_in_log(
        db.session(), launch, [CourseAction.ACCOMMODATION_SET], lambda facts, _name: facts.get("user") == user_id
    )
    return meanwhile.compare(_facts(launch, user_id), typed, fields, saved_by)


def _offer(form: AccommodationForm, launch: Launch, user_id: int) -> None:
    current = find_accommodation(db.session(), launch.context_id, user_id)
    form.offer(current.time_factor if current else None)


def _person_page(launch: Launch, person: User, form: AccommodationForm, found: Meanwhile) -> str:
    _offer(form, launch, person.id)
    titles = link_titles(db.session(), launch.context_id)
    closed = closed_links(db.session(), launch.context_id, person.id, utcnow())
    return render_template(
        "instructor/people/accommodation.html",
        closed=[(titles[str(each.placement.id)], each.closed_at) for each in closed],
        person=person,
        form=form,
        meanwhile=found,
        reasons=single_reasons(db.session(), launch.context_id, person.id),
        kept_days=current_app.extensions["settings"].keep_reasons_days,
    )
