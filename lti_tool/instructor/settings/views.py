"""What a link shows, how its quiz is taken and what its grade is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.grading.reconfiguring import count_people, reconfigure, weigh
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings.asking import confirming, fresh_cautions, must_ask, setting_words, whole_module
from lti_tool.instructor.settings.dates_page import dates_table
from lti_tool.instructor.settings.filling import Filled, buttons, fill
from lti_tool.instructor.settings.lesson_choices import LessonChoice, choices_of, hidden_and_order, read_choices
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.instructor.shared.settings_form import LinkForm, QuizSettingsForm, form_values
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.contradictions import find_contradictions
from lti_tool.placements.dates import Said
from lti_tool.placements.lms_dates import heard_by
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shown import Shown, shown
from lti_tool.quizzes.resizing import largest
from lti_tool.templating import translate


@bp.get("/instructor/settings")
def settings() -> ResponseReturnValue:
    """The link's settings."""
    launch = configuring_launch()
    found = shown(launch)
    now_set = found.placement.settings
    form = QuizSettingsForm(data=form_values(now_set))
    return _page(launch, found, form, choices_of(_module(found), now_set), meanwhile.opened(_facts(now_set)))


@bp.post("/instructor/settings")
def settings_posted() -> ResponseReturnValue:
    """Keep new settings; where they change grades, are odd or undo what somebody else saved, say so and ask first."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    meanwhile.hold_course(session, launch)
    found = shown(launch)
    module = _module(found)
    choices = read_choices(request.form, module, found.placement.settings)
    if filled := fill(request.form, _course(found)):
        return _page(launch, found, QuizSettingsForm(filled.data), choices, meanwhile.as_sent(), filled=filled)
    form = QuizSettingsForm()
    heard = heard_by(session, launch)
    said_of_dates = [heard] if heard else []
    new = _read_settings(form, choices, module, said_of_dates)
    if new is None:
        return _page(launch, found, form, choices, meanwhile.as_sent()), 400
    changed = _compare(launch, found, new)
    if changed.must_be_asked:
        return _page(launch, found, form, choices, changed), 409
    touched = weigh(session, found.placement, new)
    cautions = fresh_cautions(session, found.placement, new, said_of_dates, now)
    if must_ask(touched, cautions, new):
        asked: dict[str, Any] = {"touched": touched, "cautions": cautions, "confirming": confirming(new)}
        return _page(launch, found, form, choices, changed, **asked)
    reconfigure(session, launch, found.placement, new, now)
    address = url_for("instructor.home", launch_id=launch.id, **what_was_saved(session, launch, now))
    session.commit()
    return redirect(address, 303)


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


def _compare(launch: Launch, found: Shown, new: QuizSettings) -> Meanwhile:
    """A setting of the link is changed at the link or, where it has none of its own, for the whole course."""

    def tells(facts: Mapping[str, Any], name: str) -> bool:
        return name in facts.get("changes", {}) and facts.get("placement", found.placement.id) == found.placement.id

    actions = [CourseAction.LINK_SETTINGS_CHANGED, CourseAction.COURSE_SETTINGS_CHANGED]
    saved_by = meanwhile.saver_in_log(db.session(), launch, actions, tells)
    return meanwhile.compare(_facts(found.placement.settings), _facts(new), setting_words(), saved_by)


def _facts(settings: QuizSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json")


def _module(found: Shown) -> Module:
    """The link's module with the course's own parts, as if nothing were set."""
    return whole_module(db.session(), found.placement) or found.module


def _course(found: Shown) -> QuizSettings:
    """What the link's settings are where it has none of its own."""
    return QuizSettings.model_validate(found.placement.course.quiz_defaults if found.placement.course else {})


def _page(
    launch: Launch,
    found: Shown,
    form: LinkForm,
    choices: Sequence[LessonChoice],
    changed: Meanwhile,
    filled: Filled | None = None,
    **asked: Any,
) -> str:
    module, form.base = _module(found), form_values(_course(found))
    if not asked:
        asked = {"touched": count_people(db.session(), found.placement), "cautions": [], "confirming": ""}
    return render_template(
        "instructor/settings/settings.html",
        module=module,
        form=form,
        choices=choices,
        are_lessons_own=any(each.errors for each in choices)
        or hidden_and_order(choices, module) != (QuizSettings().lessons_hidden, QuizSettings().lessons_order),
        largest=largest(module.quiz) if module.quiz else 0,
        meanwhile=changed,
        presets=buttons(),
        filled=filled,
        dates=dates_table(db.session(), launch, found.placement),
        **asked,
    )
