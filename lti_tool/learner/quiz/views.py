"""Taking a quiz: start, save each answer, hand in, look back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from lti_tool.attempts.answering import Answer, drawn_items, save_answer, saved_answers, unanswered
from lti_tool.attempts.finding import get_own, hold_own, list_own, rules_of
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.practice import is_practice_offered
from lti_tool.attempts.rules import Rules, is_key_shown
from lti_tool.attempts.rulings import regrades_of
from lti_tool.attempts.starting import start_attempt as draw_attempt
from lti_tool.attempts.submitting import ClosedBy, Marked, marked_items
from lti_tool.certificates import service as certificates
from lti_tool.certificates.service import Earned
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.delivery import queueing
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.grading.handing_in import hand_in
from lti_tool.grading.handing_in_for import HandedInForYou, find_handed_in_for, give_back, is_still_theirs
from lti_tool.learner.blueprint import bp
from lti_tool.learner.course_links import course_links, next_module
from lti_tool.learner.keeping import kept_name, person_key
from lti_tool.learner.module import onward
from lti_tool.learner.module import page as module_pages
from lti_tool.learner.module.new_term import before_start
from lti_tool.learner.quiz import page as quiz_pages
from lti_tool.learner.quiz.form import changed_answers, read_answer
from lti_tool.learner.result import page as result_pages
from lti_tool.learner.result.page import CompetencyScore
from lti_tool.lti.access import may_try_quizzes
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import Shown, placement_of, shown, shown_at
from lti_tool.progress import summaries as progress
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.review.questions import result_questions
from lti_tool.review.regraded import how_it_was_regraded, pass_goal, reaches_goal
from lti_tool.review.wording import Titles, in_language, settle_language, titles_of, worded
from lti_tool.templating import in_words, page_language

Refused = dict[str, tuple[Answer, str]]


@bp.post("/attempts")
def start_attempt() -> ResponseReturnValue:
    """Draw a quiz, or go on with the one that is open."""
    launch = current_launch()
    found = shown(launch)
    if not may_try_quizzes(launch):
        raise NotFound(N_("Only learners and instructors take the quiz."), advice=N_("Nothing was recorded."))
    rules = rules_of(db.session(), launch, found.placement, found.module)
    try:
        attempt = _begin(launch, found, rules)
        if not attempt.is_preview:
            progress.refresh(db.session(), found.placement, attempt.user_id)
        db.session.commit()
    except IntegrityError:  # two taps, or two tabs: the first one made the attempt
        db.session.rollback()
        attempt = _begin(launch, found, rules)
        db.session.commit()
    return redirect(url_for("learner.attempt", launch_id=launch.id, attempt_id=attempt.id), 303)


@bp.get("/attempts/ready")
def ready() -> ResponseReturnValue:
    """Before a clock starts: what is coming, and that leaving does not stop it."""
    launch = current_launch()
    found = shown(launch)
    rules = rules_of(db.session(), launch, found.placement, found.module)
    tries = of_this_term(found.placement, list_own(db.session(), launch, found.placement))
    quiz = module_pages.quiz_state(launch, found.module, rules, tries, utcnow())
    if quiz is None or quiz.start_url is None or rules.time_limit is None:
        return redirect(url_for("learner.module", launch_id=launch.id), 303)
    localised = found.localised(page_language()).module
    term = before_start(db.session(), launch, found.placement)
    return render_template("learner/quiz/ready.html", module=localised, quiz=quiz, rules=rules, term=term)


@bp.get("/attempts/<id:attempt_id>/submit")
def submit_again(attempt_id: int) -> ResponseReturnValue:
    """The address of a form that was sent: whoever opens it once more goes to the attempt."""
    return redirect(url_for("learner.attempt", launch_id=current_launch().id, attempt_id=attempt_id), 303)


@bp.get("/attempts/<id:attempt_id>")
def attempt(attempt_id: int) -> ResponseReturnValue:
    """The open quiz; a submitted one shows its result, one whose time is over offers to hand it in."""
    launch = current_launch()
    own = get_own(db.session(), attempt_id, launch)
    if own.submitted_at:
        return redirect(_result_url(launch.id, own), 303)
    if own.is_late(utcnow()):
        return render_template("learner/quiz/time_is_up.html", attempt=own)
    return _quiz_page(own, utcnow())


@bp.post("/attempts/<id:attempt_id>/responses/<item_id>")
def save_response(attempt_id: int, item_id: str) -> ResponseReturnValue:
    """Save one answer as it is given; a refusal is one plain sentence for the page's script."""
    launch = current_launch()
    own = get_own(db.session(), attempt_id, launch, lock=True)
    if is_still_theirs(db.session(), own, utcnow()):
        raise HandedInForYou
    save_answer(db.session(), own, item_id, read_answer(request.form), utcnow())
    db.session.commit()
    return "", 204


@bp.post("/attempts/<id:attempt_id>/submit")
def submit(attempt_id: int) -> ResponseReturnValue:
    """Save what the form changed, then hand in; with gaps, or answers that cannot be, ask first."""
    launch = current_launch()
    own = hold_own(db.session(), attempt_id, launch)
    now = utcnow()
    if own.submitted_at and not give_back(db.session(), own, now):
        return redirect(_result_url(launch.id, own), 303)
    is_late = own.is_late(now)
    refused = {} if is_late else _save_form(own, now)
    gaps = unanswered(drawn_items(db.session(), own), own)
    if _must_ask(own, now, refused, gaps):
        db.session.commit()
        return _quiz_page(own, now, refused, is_review=True), 400 if refused else 200
    hand_in(db.session(), own, now, ClosedBy.LATE if is_late else ClosedBy.LEARNER)
    db.session.commit()
    return redirect(_result_url(launch.id, own), 303)


@bp.get("/attempts/<id:attempt_id>/result")
def result(attempt_id: int) -> ResponseReturnValue:
    """How it went, competency by competency, and why each answer is what it is."""
    launch = current_launch()
    placement = placement_of(launch)
    own = get_own(db.session(), attempt_id, launch)
    if not own.submitted_at:
        return redirect(url_for("learner.attempt", launch_id=launch.id, attempt_id=own.id), 303)
    tries = of_this_term(placement, list_own(db.session(), launch, placement, own.module_id))
    now = utcnow()
    found = _still_shown(own, placement)
    module = found.module if found else catalogue().module(own.module_id)
    rules = rules_of(db.session(), launch, placement, module)
    marked = worded(catalogue(), own, marked_items(db.session(), own))
    goal = pass_goal(own, marked)
    taught = found.localised(page_language()).module if found else None
    scores = result_pages.competency_scores(launch, catalogue(), taught, marked)
    key_shown = is_key_shown(rules, tries, now)
    quiz = module_pages.quiz_state(launch, found.module, rules, tries, now) if found else None
    is_compass = own.kind == "preassessment"
    recommended = _recommended(launch, marked, scores) if is_compass else []
    return render_template(
        "learner/result/result.html",
        titles=_titles(own),
        attempt=own,
        kept_name=kept_name(own),
        closing=result_pages.how_it_closed(own),
        handed_in_for=find_handed_in_for(db.session(), own),
        regraded=how_it_was_regraded(regrades_of(db.session(), own)),
        pass_goal=goal,
        is_goal_reached=reaches_goal(own, goal),
        scores=scores,
        recommended=recommended,
        questions=result_questions(marked) if key_shown else [],
        held_back=None if key_shown else result_pages.when_key_is_shown(rules),
        quiz=quiz,
        term=before_start(db.session(), launch, placement) if quiz and quiz.start_url else None,
        certificate=_certificate_of(launch, own, module),
        onward=_onward(launch, own, recommended, scores, quiz, may_practise=_may_practise(found, rules, tries, own)),
        **_grade(own, placement),
    )


def _recommended(
    launch: Launch, marked: Sequence[Marked], scores: Sequence[CompetencyScore]
) -> list[onward.Recommendation]:
    found = result_pages.recommend(catalogue(), marked, scores, page_language())
    links = course_links(db.session(), launch, catalogue(), page_language())
    return onward.recommend_in_course(found, links)


def _may_practise(found: Shown | None, rules: Rules, tries: Sequence[Attempt], own: Attempt) -> bool:
    return found is not None and onward.has_missed(own) and is_practice_offered(found.module, rules, tries, utcnow())


def _onward(
    launch: Launch,
    own: Attempt,
    recommended: Sequence[onward.Recommendation],
    scores: Sequence[CompetencyScore],
    quiz: module_pages.QuizState | None,
    *,
    may_practise: bool,
) -> onward.Onward:
    """What comes next after this attempt."""
    if own.kind == "preassessment":
        return onward.after_preassessment(launch, recommended)
    if not own.passed:
        return onward.after_fail(launch, scores, quiz, may_practise=may_practise)
    following = next_module(db.session(), launch, catalogue(), own.module_id, page_language())
    return onward.after_pass(launch, following, may_practise=may_practise)


@bp.get("/attempts/<id:attempt_id>/grade")
def grade_status(attempt_id: int) -> ResponseReturnValue:
    """Where the score is, as a fragment that the page asks for again and again."""
    launch = current_launch()
    placement = placement_of(launch)
    own = get_own(db.session(), attempt_id, launch)
    return render_template("learner/result/_grade_status.html", **_grade(own, placement))


def _begin(launch: Launch, found: Shown, rules: Rules) -> Attempt:
    """The open attempt or a new one, which speaks one language from here on."""
    attempt = draw_attempt(db.session(), launch, found.placement, found.module, rules, utcnow())
    settle_language(catalogue(), attempt, drawn_items(db.session(), attempt), page_language())
    return attempt


def _must_ask(own: Attempt, now: datetime, refused: Refused, gaps: list[int]) -> bool:
    """Whether something is left to fix or to confirm; once the time is over, a confirmed form is not sent back."""
    is_over = own.ends_at is not None and now >= own.ends_at
    is_confirmed = request.form.get("confirmed") == "1"
    if own.is_late(now) or (is_over and is_confirmed):
        return False
    return bool(refused or (gaps and not is_confirmed))


def _grade(own: Attempt, placement: Placement) -> dict[str, object]:
    launch = current_launch()
    delivery = queueing.find_delivery(db.session(), placement, launch.user)
    return {
        "grade_state": module_pages.grade_state(launch, placement, [own], delivery),
        "grade_url": url_for("learner.grade_status", launch_id=launch.id, attempt_id=own.id),
    }


def _quiz_page(own: Attempt, now: datetime, refused: Refused | None = None, *, is_review: bool = False) -> str:
    drawn = _worded_items(own)
    gaps = unanswered(drawn, own)
    return render_template(
        "learner/quiz/attempt.html",
        attempt=own,
        titles=_titles(own),
        questions=quiz_pages.questions(drawn, saved_answers(own), gaps, refused),
        clock=quiz_pages.clock(own.ends_at, now),
        is_review=is_review,
        start=len(drawn) + 1 if is_review else quiz_pages.start(drawn, gaps),
        gaps=gaps,
        kept_name=kept_name(own),
        person_key=person_key(own.user_id),
        refused=[reason for _answer, reason in (refused or {}).values()],
    )


def _certificate_of(launch: Launch, own: Attempt, module: Module | None) -> Earned | None:
    return certificates.look_up(db.session(), launch, module) if module and own.passed else None


def _still_shown(own: Attempt, placement: Placement) -> Shown | None:
    """The attempt's module as the link shows it; None where it shows another one by now, or there is none any more."""
    module = catalogue().module(own.module_id)
    return shown_at(db.session(), placement, module) if module and own.module_id == placement.module_id else None


def _titles(own: Attempt) -> Titles:
    return titles_of(catalogue(), own)


def _worded_items(own: Attempt) -> list[DrawnItem]:
    return in_language(catalogue(), own.module_id, drawn_items(db.session(), own), own.language)


def _save_form(own: Attempt, now: datetime) -> Refused:
    """Save each changed answer that can be saved; return the others with the reason, to be shown as they were typed."""
    refused: Refused = {}
    for item_id, answer in changed_answers(request.form):
        try:
            save_answer(db.session(), own, item_id, answer, now)
        except ToolError as problem:
            refused[item_id] = answer, in_words(problem)
    return refused


def _result_url(launch_id: str, own: Attempt) -> str:
    return url_for("learner.result", launch_id=launch_id, attempt_id=own.id)
