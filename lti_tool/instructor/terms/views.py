"""One page: where the course is, what a new term would touch, and the ways to begin one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import InputRequired

from lti_tool.certificates.renewing import choose_renewal, renewal_of
from lti_tool.db import db, utcnow
from lti_tool.grading.new_term.beginning import NotAhead, begin_term, drop_plan, plan_term, take_term_back
from lti_tool.grading.new_term.weighing import is_in_use, weigh
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared.form import Form
from lti_tool.instructor.shared.moments import aware, moment_field, read_zone, zone_name
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.course_terms import present_term, terms_of_work
from lti_tool.placements.models import ContextSettings
from lti_tool.placements.renewal import Renewal
from lti_tool.templating import in_words


class PlanForm(Form):
    """When a term is to begin by itself, typed in the browser's time zone."""

    begins_at = moment_field(_("It begins on"), InputRequired(_("Choose a day and a time.")))
    time_zone = HiddenField(default=zone_name)


@bp.get("/instructor/terms")
def terms() -> ResponseReturnValue:
    """The page; nothing is changed by it."""
    return _page(configuring_launch(), PlanForm())


@bp.post("/instructor/terms")
def begin_course_term() -> ResponseReturnValue:
    """Begin a term now; a second click finds that it has begun."""
    launch = configuring_launch()
    if begin_term(db.session(), launch, request.form.get("after", 0, type=int), utcnow()):
        _renew_certificates(launch)
    return _kept(launch)


@bp.post("/instructor/terms/plan")
def plan_course_term() -> ResponseReturnValue:
    """Have one begin by itself."""
    launch, form = configuring_launch(), PlanForm()
    at = aware(form.begins_at.data, read_zone(form.time_zone.data)) if form.validate() else None
    if at is None:
        return _page(launch, form)
    try:
        plan_term(db.session(), launch, at, utcnow())
    except NotAhead as problem:
        form.begins_at.errors = [in_words(problem)]
        return _page(launch, form)
    _renew_certificates(launch)
    return _kept(launch)


@bp.post("/instructor/terms/plan/drop")
def drop_planned_term() -> ResponseReturnValue:
    """It does not begin by itself."""
    launch = configuring_launch()
    drop_plan(db.session(), launch, utcnow())
    return _kept(launch)


@bp.post("/instructor/terms/<id:term_id>/back")
def take_course_term_back(term_id: int) -> ResponseReturnValue:
    """Undo that a term began, while nothing was done in it."""
    launch = configuring_launch()
    take_term_back(db.session(), launch, term_id, utcnow())
    return _kept(launch)


def _page(launch: Launch, form: PlanForm) -> str:
    session, now = db.session(), utcnow()
    settings = session.get(ContextSettings, launch.context_id)
    term = present_term(session, launch.context_id)
    return render_template(
        "instructor/terms/terms.html",
        form=form,
        term=term,
        terms=terms_of_work(session, launch.context_id),
        may_take_back=term is not None and not (term.repeats_work and is_in_use(session, term)),
        planned_at=settings.next_term_at if settings else None,
        weighed=weigh(session, launch.context_id, now),
        renewal=renewal_of(session, launch.context_id),
    )


def _renew_certificates(launch: Launch) -> None:
    """Where it was wished for, certificates may be earned in each term."""
    if "renew" in request.form:
        choose_renewal(db.session(), launch, Renewal.EACH_TERM, utcnow())


def _kept(launch: Launch) -> ResponseReturnValue:
    launch_id = launch.id
    db.session.commit()
    return redirect(url_for("instructor.terms", launch_id=launch_id, saved=1), 303)
