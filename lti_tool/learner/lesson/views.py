"""Lessons: reading one, and being done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from lti_tool.activities import kinds
from lti_tool.activities import service as activities
from lti_tool.activities.outcome import State
from lti_tool.community import service as community
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.lesson import Lesson
from lti_tool.db import db, utcnow
from lti_tool.grading.finishing import finish_lesson, may_skip
from lti_tool.learner import rendering
from lti_tool.learner.art import own_images, page_art
from lti_tool.learner.blueprint import bp
from lti_tool.learner.lesson import page as lesson_pages
from lti_tool.learner.lesson.activity_page import ActivityView
from lti_tool.learner.lesson.page import OpenLesson
from lti_tool.learner.resources import page as resource_pages
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.local_policies.texts import policies_shown
from lti_tool.placements.local_policies.words import PolicyView, policy_view
from lti_tool.placements.settings import ThingsToDo
from lti_tool.placements.shown import shown
from lti_tool.progress import places
from lti_tool.templating import page_language


@bp.get("/lessons/<lesson_id>")
def lesson(lesson_id: str) -> ResponseReturnValue:
    """One lesson to read and to do."""
    launch = current_launch()
    opened = open_lesson(launch, lesson_id)
    return render_template("learner/lesson/lesson.html", **lesson_facts(launch, opened))


@bp.post("/lessons/<lesson_id>")
def complete_lesson(lesson_id: str) -> ResponseReturnValue:
    """Note a finished lesson and go on to the next; with something neither tried nor skipped, ask first."""
    launch = current_launch()
    found = shown(launch)
    place = lesson_pages.place_of(found.module, lesson_id)
    if not is_preview(launch):
        skips = request.form.get("skip") == "1"
        if left := finish_lesson(db.session(), launch, found, place.lesson, utcnow(), skips=skips):
            return _ask_about(launch, lesson_id, left)
        db.session.commit()
    if place.next_lesson is None:
        return redirect(url_for("learner.module", launch_id=launch.id), 303)
    return redirect(url_for("learner.lesson", launch_id=launch.id, lesson_id=place.next_lesson.id), 303)


def _ask_about(launch: Launch, lesson_id: str, left: Sequence[Activity]) -> str:
    """The lesson at its end, with what is left and the ways on."""
    opened = open_lesson(launch, lesson_id)
    facts = lesson_facts(launch, opened)
    settings = shown(launch).placement.settings
    asked = {each.id for each in left}
    return render_template(
        "learner/lesson/lesson.html",
        **facts
        | {
            "step_now": len(opened.lesson.steps),
            "left": [each for each in opened.lesson.activities if each.id in asked],
            "may_skip_left": all(may_skip(settings, each) for each in left),
        },
    )


@bp.post("/lessons/<lesson_id>/step")
def keep_step(lesson_id: str) -> ResponseReturnValue:
    """Keep at which step the reader is, for whatever device comes next."""
    launch = current_launch()
    opened = open_lesson(launch, lesson_id)
    if not opened.preview:
        places.keep_step(db.session(), launch, opened.lesson, request.form.get("step", type=int) or 0)
        db.session.commit()
    return "", 204


def open_lesson(launch: Launch, lesson_id: str) -> OpenLesson:
    """The lesson in the reader's language, and whether this is a mere preview; raises NotFound."""
    found = shown(launch)
    localised = found.localised(page_language())
    may_skip = found.placement.settings.things_to_do == ThingsToDo.MAY_BE_SKIPPED
    return lesson_pages.open_lesson(
        localised, lesson_id, page_language(), preview=is_preview(launch), may_skip=may_skip
    )


def lesson_facts(launch: Launch, opened: OpenLesson, acted: ActivityView | None = None) -> dict[str, object]:
    """All that the lesson's template shows; `acted` is the activity that something was just done in."""
    session = db.session()
    done, step_now = (set(), 1) if opened.preview else places.done_and_step(session, launch, opened.lesson)
    kept = activities.Kept() if opened.preview else activities.read_kept(session, launch, opened.lesson)
    answered = _surveys_to_look_into(opened.lesson, None if opened.preview else kept.states)
    results = community.read_results(session, launch.context_id, answered)
    policies = _policies(launch, opened)
    art = page_art(own_images(session, launch.context_id, opened.lesson))
    steps = lesson_pages.steps(
        opened.lesson, kept, results, acted, art=art, preview=opened.preview, has_policies=bool(policies)
    )
    return {
        "module": opened.module,
        "steps": steps,
        "step_now": step_now,
        "art": art,
        "is_done": opened.lesson.id in done,
        "activities": lesson_pages.count_activities(steps),
        "may_skip": opened.may_skip,
        "review_by": format_date(opened.lesson.review_by, "long") if opened.lesson.review_by else None,
        "resources": resource_pages.list_supporting(catalogue(), opened.lesson.id),
        "policies": policies,
        "competencies": lesson_pages.statements(catalogue(), opened.lesson.competencies),
        "preview": opened.preview,
        "lesson_language": opened.lesson_language,
        "module_language": opened.module_language,
        "lesson_url": url_for("learner.lesson", launch_id=launch.id, lesson_id=opened.lesson.id),
        **rendering.renderers(opened.lesson_language),
        **opened.place.for_template(),
    }


def _policies(launch: Launch, opened: OpenLesson) -> list[PolicyView]:
    """What this learner's library says itself here; who looks on sees what is said to any branch."""
    found = policies_shown(db.session(), launch, opened.lesson.id, all_branches=opened.preview)
    return [policy_view(each, each.branch.name if each.branch else "") for each in found]


def _surveys_to_look_into(lesson: Lesson, states: Mapping[str, State] | None) -> list[Survey]:
    """The surveys whose results may be shown: to whoever answered, and to an instructor (`states` is None)."""
    surveys = [each for each in lesson.activities if isinstance(each, Survey)]
    return [each for each in surveys if states is None or kinds.is_done(each, states.get(each.id, {}))]
