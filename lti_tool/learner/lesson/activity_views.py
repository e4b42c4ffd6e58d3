"""Activities in lessons: doing something in one, and printing what was made."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.activities import checklist, kinds
from lti_tool.activities import service as activities
from lti_tool.activities.outcome import DRAFT, SKIP, Form, Outcome, asked_for
from lti_tool.community import service as community
from lti_tool.content.model.activities.kinds import Activity, Checklist
from lti_tool.content.model.activities.survey import Survey
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grading.finishing import check_may_skip, count_tried
from lti_tool.learner import rendering
from lti_tool.learner.blueprint import bp
from lti_tool.learner.lesson import preview_state
from lti_tool.learner.lesson.activity_page import ActivityView, view_of
from lti_tool.learner.lesson.page import OpenLesson, activity_of
from lti_tool.learner.lesson.views import lesson_facts, open_lesson
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.shown import shown
from lti_tool.templating import translate


class NothingToPrint(NotFound):
    """An activity that makes no sheet."""

    message = N_("This activity makes nothing to print.")


@bp.post("/lessons/<lesson_id>/activities/<local_id>")
def activity(lesson_id: str, local_id: str) -> ResponseReturnValue:
    """Do something in an activity: back to its place in the lesson, or the section alone for our script."""
    launch = current_launch()
    opened = open_lesson(launch, lesson_id)
    chosen = activity_of(opened.lesson, local_id)
    form = request.form.to_dict(flat=False)
    outcome = _act(launch, opened, chosen, form)
    if asked_for(form) == DRAFT:
        return _answer_draft(outcome)
    if _wants_fragment() or outcome.problem or opened.preview:
        return _show(launch, opened, chosen, outcome)
    _settle(outcome)
    return redirect(f"{_lesson_url(launch.id, lesson_id)}#activity-{local_id}", 303)


@bp.get("/lessons/<lesson_id>/activities/<local_id>/print")
def print_activity(lesson_id: str, local_id: str) -> ResponseReturnValue:
    """A checklist as a sheet or as cards for paper."""
    launch = current_launch()
    opened = open_lesson(launch, lesson_id)
    chosen = activity_of(opened.lesson, local_id)
    if not isinstance(chosen, Checklist):
        raise NothingToPrint
    kept = activities.Kept() if opened.preview else activities.read_kept(db.session(), launch, opened.lesson)
    return render_template(
        "learner/lesson/activities/print_checklist.html",
        activity=chosen,
        lesson=opened.lesson,
        lesson_language=opened.lesson_language,
        **rendering.renderers(),
        sheet=checklist.sheet(chosen, kept.states.get(chosen.id, {})),
        rows_for_hand=checklist.ROOM_FOR_HAND,
    )


def _act(launch: Launch, opened: OpenLesson, chosen: Activity, form: Form) -> Outcome:
    """Do it; whoever previews goes through the same rules without a row."""
    if asked_for(form) == SKIP:
        check_may_skip(shown(launch).placement.settings, chosen)
    if opened.preview:
        return kinds.act(chosen, preview_state.brought(form), form)
    outcome = activities.act(db.session(), launch, chosen, form, utcnow())
    if outcome.begins and outcome.is_kept:
        count_tried(db.session(), launch, opened.lesson)
    return outcome


def _answer_draft(outcome: Outcome) -> ResponseReturnValue:
    """Nothing to say to a draft that is kept; a refusal is one plain sentence for the page's script."""
    _settle(outcome)
    if outcome.problem is None:
        return "", 204
    return Response(translate(outcome.problem.words), outcome.status, mimetype="text/plain")


def _show(launch: Launch, opened: OpenLesson, chosen: Activity, outcome: Outcome) -> ResponseReturnValue:
    """The lesson as it is now, or of it the one section; what is shown is read before the commit makes it stale."""
    facts = lesson_facts(launch, opened, _view(launch, opened, chosen, outcome))
    _settle(outcome)
    template = "learner/lesson/activities/_fragment.html" if _wants_fragment() else "learner/lesson/lesson.html"
    return render_template(template, acted=chosen.id, **facts), outcome.status


def _wants_fragment() -> bool:
    """Our script swaps one section; a browser by itself wants a page."""
    return request.headers.get("X-Fragment") == "1"


def _lesson_url(launch_id: str, lesson_id: str) -> str:
    return url_for("learner.lesson", launch_id=launch_id, lesson_id=lesson_id)


def _settle(outcome: Outcome) -> None:
    """Keep what is to be kept, and nothing else."""
    if outcome.is_kept:
        db.session.commit()
    else:
        db.session.rollback()


def _view(launch: Launch, opened: OpenLesson, chosen: Activity, outcome: Outcome) -> ActivityView:
    carried = preview_state.carry(outcome.state) if opened.preview else None
    surveys = [chosen] if isinstance(chosen, Survey) and (opened.preview or outcome.state.get("answered")) else []
    results = community.read_results(db.session(), launch.context_id, surveys)
    return view_of(
        chosen,
        outcome.state,
        outcome.problem,
        carried=carried,
        survey_result=results.get(chosen.id),
        is_skipped=outcome.skips,
    )
