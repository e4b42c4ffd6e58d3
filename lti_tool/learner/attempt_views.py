"""Taking a quiz: start, save each answer, submit, look back."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from lti_tool.attempts import service as attempts
from lti_tool.attempts.models import Attempt
from lti_tool.db import db, utcnow
from lti_tool.errors import NotFound
from lti_tool.grades import executors, queueing
from lti_tool.learner import pages
from lti_tool.learner.blueprint import bp
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch, may_follow
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import placement_of, shown

ITEM_FIELD = "item-"


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
