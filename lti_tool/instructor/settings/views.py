"""What a link shows, how its quiz is taken and what its grade is; and what holds for all links of the course."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.content.model.module import Module
from lti_tool.content.model.record import sha256_hex
from lti_tool.db import db, utcnow
from lti_tool.grading.reconfiguring import Touched, count_people, reconfigure, reconfigure_course, weigh, weigh_course
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings.dates_page import dates_table
from lti_tool.instructor.settings.lesson_choices import LessonChoice, choices_of, hidden_and_order, read_choices
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.instructor.shared.settings_form import CourseSettingsForm, LinkForm, QuizSettingsForm, form_values
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.contradictions import contradictions_within, find_contradictions
from lti_tool.placements.dates import Said
from lti_tool.placements.lms_dates import heard_by
from lti_tool.placements.models import ContextSettings
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shaping import shape
from lti_tool.placements.shown import Shown, shown
from lti_tool.quizzes.resizing import largest
from lti_tool.templating import translate


@bp.get("/instructor/settings")
def settings() -> ResponseReturnValue:
    """The link's settings."""
    launch = configuring_launch()
    found = shown(launch)
    now_set = found.placement.settings
    return _link_page(
        launch, found, QuizSettingsForm(data=form_values(now_set)), choices_of(whole_module(found), now_set)
    )


@bp.post("/instructor/settings")
def settings_posted() -> ResponseReturnValue:
    """Keep new settings; where they change grades or hide what was done, say whose and ask first."""
    launch = configuring_launch()
    found, launch_id = shown(launch), launch.id
    module, form = whole_module(found), QuizSettingsForm()
    choices = read_choices(request.form, module, found.placement.settings)
    said = heard_by(db.session(), launch)
    new = _read_settings(form, choices, module, [said] if said else [])
    if new is None:
        return _link_page(launch, found, form, choices), 400
    touched = weigh(db.session(), found.placement, new)
    if _must_ask(touched, new):
        return _link_page(launch, found, form, choices, touched, confirming=_fingerprint(new))
    reconfigure(db.session(), launch, found.placement, new, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch_id, saved=1), 303)


@bp.get("/instructor/settings/course")
def course_settings() -> ResponseReturnValue:
    """What holds for all links of the course."""
    launch = configuring_launch()
    stored = db.session.get(ContextSettings, launch.context_id)
    now_set = QuizSettings.model_validate(stored.quiz_defaults if stored else {})
    form = CourseSettingsForm(data=form_values(now_set))
    return render_template("instructor/settings/course_settings.html", form=form)


@bp.post("/instructor/settings/course")
def course_settings_posted() -> ResponseReturnValue:
    """Keep them; where they change grades, say how many and ask first."""
    launch = configuring_launch()
    launch_id, form = launch.id, CourseSettingsForm()
    is_valid = form.validate_on_submit()
    new = QuizSettings(**form.values()) if is_valid else QuizSettings()
    if not is_valid or form.tell(contradictions_within(new)):
        return render_template("instructor/settings/course_settings.html", form=form), 400
    touched = weigh_course(db.session(), launch.context_id, new)
    if _must_ask(touched, new):
        asked = {"touched": touched, "confirming": _fingerprint(new)}
        return render_template("instructor/settings/course_settings.html", form=form, **asked)
    reconfigure_course(db.session(), launch, new, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch_id, saved=1), 303)


def whole_module(found: Shown) -> Module:
    """The link's module with the course's own parts, as if nothing were set."""
    return shape(catalogue().module(found.placement.module_id) or found.module, QuizSettings(), found.own)


def _read_settings(
    form: LinkForm, choices: Sequence[LessonChoice], module: Module, said: Sequence[Said]
) -> QuizSettings | None:
    """The settings that were sent, or None where something is wrong: then the form and the choices say what."""
    is_valid = form.validate_on_submit()
    if not is_valid or any(choice.errors for choice in choices):
        return None
    lessons_hidden, lessons_order = hidden_and_order(choices, module)
    zone = read_zone(form.time_zone.data)
    new = QuizSettings(**form.values(zone), lessons_hidden=lessons_hidden, lessons_order=lessons_order)
    found = list(find_contradictions(module, new, said))
    for each in found:
        if each.place == "lessons":
            choices[0].errors.append(translate(each.wording, each.params))
    return None if form.tell(found) else new


def _must_ask(touched: Touched, new: QuizSettings) -> bool:
    """Only a yes to the very settings that were asked about counts."""
    return touched.must_be_asked and request.form.get("confirmed") != _fingerprint(new)


def _fingerprint(new: QuizSettings) -> str:
    return sha256_hex(new.model_dump_json())[:16]


def _link_page(
    launch: Launch,
    found: Shown,
    form: LinkForm,
    choices: Sequence[LessonChoice],
    touched: Touched | None = None,
    confirming: str = "",
) -> str:
    module = whole_module(found)
    return render_template(
        "instructor/settings/settings.html",
        module=module,
        form=form,
        choices=choices,
        largest=largest(module.quiz) if module.quiz else 0,
        touched=touched or count_people(db.session(), found.placement),
        confirming=confirming,
        dates=dates_table(db.session(), launch, found.placement),
    )
