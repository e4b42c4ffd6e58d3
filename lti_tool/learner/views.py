"""A learner's ten minutes: the module, its lessons, its quiz, the result."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from lti_tool.attempts import service as attempts
from lti_tool.attempts.models import Attempt
from lti_tool.courses import service as courses
from lti_tool.db import db, utcnow
from lti_tool.errors import NotFound
from lti_tool.grades import executors, queueing
from lti_tool.learner import pages
from lti_tool.lti.extension import lti
from lti_tool.lti.models import Launch
from lti_tool.lti.session import bind_pages, current_launch, end_sessions, may_follow
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.service import find_placement
from lti_tool.placements.shown import find_shown, placement_of, shown

bp = Blueprint("learner", __name__, url_prefix="/l/<launch_id>")
bind_pages(bp)
ITEM_FIELD = "item-"


@bp.get("/")
def module() -> ResponseReturnValue:
    """The module's own page: what it is, how far you are, the one next step."""
    launch = current_launch()
    found = find_shown(launch)
    if found is None:
        return render_template("learner/not_ready.html", attempts=_earlier_attempts(launch))
    preview = may_follow(launch)
    done = set() if preview else courses.completed_lessons(db.session(), launch, found.module)
    mine = [] if preview else attempts.list_own(db.session(), launch, found.placement)
    delivery = queueing.find_delivery(db.session(), found.placement, launch.user) if mine else None
    step = pages.next_step(launch, found.module, done, mine, preview=preview)
    return render_template(
        "learner/module.html",
        module=found.module,
        quiz_start=None if preview else pages.quiz_start(launch, found.module, mine, step["next_step"]),
        preview=preview,
        done=done,
        attempts=mine,
        best=attempts.find_best(mine),
        **step,
        **pages.grade(launch, mine, delivery),
    )


@bp.get("/lessons/<lesson_id>")
def lesson(lesson_id: str) -> ResponseReturnValue:
    """One lesson to read."""
    launch = current_launch()
    found = shown(launch)
    place = pages.place_of(found.module, lesson_id)
    preview = may_follow(launch)
    done = set() if preview else courses.completed_lessons(db.session(), launch, found.module)
    return render_template(
        "learner/lesson.html",
        module=found.module,
        body=pages.lesson_html(place.lesson),
        is_done=lesson_id in done,
        competencies=pages.statements(catalogue(), place.lesson.competencies),
        preview=preview,
        **place.for_template(),
    )


@bp.post("/lessons/<lesson_id>")
def complete_lesson(lesson_id: str) -> ResponseReturnValue:
    """Note a finished lesson and go on to the next."""
    launch = current_launch()
    place = pages.place_of(shown(launch).module, lesson_id)
    if not may_follow(launch):
        courses.complete_lesson(db.session(), launch, place.lesson, utcnow())
        db.session.commit()
    if place.next_lesson is None:
        return redirect(url_for("learner.module", launch_id=launch.id), 303)
    return redirect(url_for("learner.lesson", launch_id=launch.id, lesson_id=place.next_lesson.id), 303)


@bp.post("/attempts")
def start_attempt() -> ResponseReturnValue:
    """Draw a quiz, or go on with the one that is open."""
    launch = current_launch()
    found = shown(launch)
    if may_follow(launch):
        raise NotFound("Only learners take the quiz.", advice="Nothing was recorded.")
    launch_id = launch.id
    try:
        attempt = attempts.start_attempt(db.session(), launch, found.placement, found.module, utcnow())
        db.session.commit()
    except IntegrityError:  # two taps, or two tabs: the first one made the attempt
        db.session.rollback()
        attempt = attempts.start_attempt(db.session(), launch, found.placement, found.module, utcnow())
        db.session.commit()
    return redirect(url_for("learner.attempt", launch_id=launch_id, attempt_id=attempt.id), 303)


@bp.get("/attempts/<int(max=2147483647):attempt_id>")
def attempt(attempt_id: int) -> ResponseReturnValue:
    """The open quiz; a submitted one shows its result."""
    launch = current_launch()
    placement = placement_of(launch)
    own = attempts.get_own(db.session(), attempt_id, launch, placement)
    if own.submitted_at:
        return redirect(url_for("learner.result", launch_id=launch.id, attempt_id=own.id), 303)
    return _quiz_page(own)


@bp.post("/attempts/<int(max=2147483647):attempt_id>/responses/<item_id>")
def save_response(attempt_id: int, item_id: str) -> ResponseReturnValue:
    """Save one answer as it is given; a refusal is one plain sentence for the page's script."""
    launch = current_launch()
    placement = placement_of(launch)
    own = attempts.get_own(db.session(), attempt_id, launch, placement, lock=True)
    attempts.save_responses(db.session(), own, {item_id: request.form.getlist("option")}, utcnow())
    db.session.commit()
    return "", 204


@bp.post("/attempts/<int(max=2147483647):attempt_id>/submit")
def submit(attempt_id: int) -> ResponseReturnValue:
    """Save what the form holds, then submit; with gaps, ask once before submitting."""
    launch = current_launch()
    placement = placement_of(launch)
    own = attempts.get_own(db.session(), attempt_id, launch, placement, lock=True)
    now = utcnow()
    if own.submitted_at:
        return redirect(url_for("learner.result", launch_id=launch.id, attempt_id=own.id), 303)
    attempts.save_responses(db.session(), own, _answers_in_form(), now)
    if attempts.unanswered(own) and request.form.get("confirmed") != "1":
        db.session.commit()
        return _quiz_page(own, unanswered=attempts.unanswered(own))
    attempts.submit(db.session(), own, now)
    _queue_best(launch, placement, now)
    db.session.commit()
    executors.wake(current_app)
    return redirect(url_for("learner.result", launch_id=launch.id, attempt_id=own.id), 303)


@bp.get("/attempts/<int(max=2147483647):attempt_id>/result")
def result(attempt_id: int) -> ResponseReturnValue:
    """How it went, and why each answer is what it is."""
    launch = current_launch()
    placement = placement_of(launch)
    own = attempts.get_own(db.session(), attempt_id, launch, placement)
    if not own.submitted_at:
        return redirect(url_for("learner.attempt", launch_id=launch.id, attempt_id=own.id), 303)
    delivery = queueing.find_delivery(db.session(), placement, launch.user)
    return render_template(
        "learner/result.html",
        module=pages.Titled(own.module_title),
        attempt=own,
        pass_points=own.pass_points,
        questions=pages.result_questions(attempts.drawn_items(db.session(), own), attempts.chosen_options(own)),
        **pages.step_after_result(launch, own),
        **pages.grade(launch, [own], delivery),
    )


@bp.get("/attempts/<int(max=2147483647):attempt_id>/grade")
def grade_status(attempt_id: int) -> ResponseReturnValue:
    """Where the score is, as a fragment that the page asks for again and again."""
    launch = current_launch()
    placement = placement_of(launch)
    own = attempts.get_own(db.session(), attempt_id, launch, placement)
    delivery = queueing.find_delivery(db.session(), placement, launch.user)
    return render_template("learner/_grade_status.html", **pages.grade(launch, [own], delivery))


@bp.post("/finish")
def finish() -> ResponseReturnValue:
    """Leave a shared desk: nothing that was open here opens again."""
    launch = current_launch()
    return_url = launch.return_url
    end_sessions(launch, utcnow())
    db.session.commit()
    response = make_response(render_template("learner/finished.html", launch=None, return_url=return_url))
    lti().cookies.forget(response)
    return response


def _earlier_attempts(launch: Launch) -> list[Attempt]:
    """What somebody did on a link whose module has left the catalogue."""
    placement = find_placement(db.session(), launch)
    return attempts.list_own(db.session(), launch, placement) if placement else []


def _quiz_page(own: Attempt, unanswered: list[int] | None = None) -> ResponseReturnValue:
    questions = pages.questions(attempts.drawn_items(db.session(), own), attempts.chosen_options(own))
    return render_template(
        "learner/attempt.html",
        module=pages.Titled(own.module_title),
        quiz=pages.Titled(own.quiz_title),
        attempt=own,
        questions=questions,
        unanswered=unanswered or [],
        error=None,
    )


def _answers_in_form() -> dict[str, list[str]]:
    """The answers that a plain form brings; an item without a field keeps what was saved before."""
    return {
        name.removeprefix(ITEM_FIELD): request.form.getlist(name)
        for name in request.form
        if name.startswith(ITEM_FIELD)
    }


def _queue_best(launch: Launch, placement: Placement, now: datetime) -> None:
    """Queue the score that counts, in the transaction that submits: submitted means it will arrive.

    It is the best of all that this person did at this link: a change of module never lowers a grade.
    """
    best = attempts.find_best(attempts.list_submitted(db.session(), launch, placement))
    if best is None or best.submitted_at is None:
        return
    queueing.queue_score(
        db.session(),
        placement,
        launch.user,
        attempts.fraction_of(best),
        started_at=best.started_at,
        submitted_at=best.submitted_at,
        now=now,
    )
