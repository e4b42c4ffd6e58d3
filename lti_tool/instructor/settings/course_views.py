"""What holds for all links of a course that do not have their own."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.db import db, utcnow
from lti_tool.grading.reconfiguring import Touched, reconfigure_course, weigh_course
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings.asking import confirming, fresh_cautions_of_course, must_ask, setting_words
from lti_tool.instructor.settings.filling import Filled, buttons, fill
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.instructor.shared.settings_form import CourseSettingsForm, SettingsForm, form_values
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.contradictions import contradictions_within
from lti_tool.placements.models import ContextSettings
from lti_tool.placements.settings import QuizSettings


@bp.get("/instructor/settings/course")
def course_settings() -> ResponseReturnValue:
    """What holds for all links of the course."""
    stored = _stored(configuring_launch())
    return _page(CourseSettingsForm(data=form_values(stored)), meanwhile.opened(_facts(stored)))


@bp.post("/instructor/settings/course")
def course_settings_posted() -> ResponseReturnValue:
    """Keep them; where they change grades, are odd or undo what somebody else saved, say so and ask first."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    if filled := fill(request.form, QuizSettings(), for_course=True):
        return _page(CourseSettingsForm(filled.data), meanwhile.as_sent(), filled=filled)
    form = CourseSettingsForm()
    is_valid = form.validate_on_submit()
    new = QuizSettings(**form.values()) if is_valid else QuizSettings()
    if not is_valid or form.tell(contradictions_within(new)):
        return _page(form, meanwhile.as_sent()), 400
    meanwhile.hold_course(session, launch)
    found = _compare(launch, new)
    if found.must_be_asked:
        return _page(form, found), 409
    touched = weigh_course(session, launch.context_id, new)
    cautions = fresh_cautions_of_course(session, launch.context_id, new, now)
    if must_ask(touched, cautions, new):
        return _page(form, found, touched=touched, cautions=cautions, confirming=confirming(new))
    reconfigure_course(session, launch, new, now)
    address = url_for("instructor.home", launch_id=launch.id, **what_was_saved(session, launch, now))
    session.commit()
    return redirect(address, 303)


def _stored(launch: Launch) -> QuizSettings:
    row = db.session.get(ContextSettings, launch.context_id)
    return QuizSettings.model_validate(row.quiz_defaults if row else {})


def _facts(settings: QuizSettings) -> dict[str, Any]:
    """What the form is about; the course's row has more, which stays as it is."""
    return {
        name: value for name, value in settings.model_dump(mode="json").items() if name in CourseSettingsForm.settings
    }


def _compare(launch: Launch, new: QuizSettings) -> Meanwhile:
    words = {name: each for name, each in setting_words().items() if name in CourseSettingsForm.settings}
    actions = [CourseAction.COURSE_SETTINGS_CHANGED]
    saved_by = meanwhile.saver_in_log(
        db.session(), launch, actions, lambda facts, name: name in facts.get("changes", {})
    )
    return meanwhile.compare(_facts(_stored(launch)), _facts(new), words, saved_by)


def _page(form: SettingsForm, found: Meanwhile, filled: Filled | None = None, **asked: Any) -> str:
    form.base, form.is_for_course = form_values(QuizSettings()), True
    asked = {"touched": Touched(), "cautions": [], "confirming": ""} | asked
    return render_template(
        "instructor/settings/course_settings.html",
        form=form,
        meanwhile=found,
        presets=buttons(for_course=True),
        filled=filled,
        **asked,
    )
