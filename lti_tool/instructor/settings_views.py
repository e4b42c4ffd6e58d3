"""How a link's quiz is taken."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.adjusting import count_touched, reschedule_link
from lti_tool.audit import record_event
from lti_tool.db import db, utcnow
from lti_tool.grades import executors
from lti_tool.grades.settling import queue_everybody
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings_form import QuizSettingsForm, form_values
from lti_tool.lti.models import Launch
from lti_tool.lti.session import configuring_launch
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shown import Shown, shown


@bp.get("/instructor/settings")
def settings() -> ResponseReturnValue:
    """The link's quiz settings."""
    found = shown(configuring_launch())
    return _settings_page(found, QuizSettingsForm(data=form_values(found.placement.settings)))


@bp.post("/instructor/settings")
def settings_posted() -> ResponseReturnValue:
    """Keep new settings; open attempts get their new end, and grades follow a new way of counting."""
    launch = configuring_launch()
    found, launch_id = shown(launch), launch.id
    form = QuizSettingsForm()
    if not form.validate_on_submit():
        return _settings_page(found, form), 400
    _keep_settings(launch, found, form.to_settings())
    db.session.commit()
    executors.wake(current_app)
    return redirect(url_for("instructor.home", launch_id=launch_id, saved=1), 303)


def _keep_settings(launch: Launch, found: Shown, new: QuizSettings) -> None:
    placement, now = found.placement, utcnow()
    before = placement.settings
    placement.quiz_settings = new.stored()
    record_event(
        db.session(),
        "placement.settings_changed",
        actor=f"user {launch.user_id}",
        now=now,
        placement=placement.id,
        before=before.stored(),
        after=new.stored(),
    )
    reschedule_link(db.session(), placement)
    if before.counting != new.counting:
        queue_everybody(db.session(), placement, now)


def _settings_page(found: Shown, form: QuizSettingsForm) -> str:
    has_open, have_results = count_touched(db.session(), found.placement)
    return render_template(
        "instructor/settings.html",
        module=found.module,
        form=form,
        people_open=has_open,
        people_submitted=have_results,
    )
