"""The refresher: a question, its answer at once, the next one, a short closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.errors import CannotStart
from lti_tool.attempts.finding import rules_of
from lti_tool.attempts.models import RefresherQuestion, RefresherRound
from lti_tool.db import db, utcnow
from lti_tool.delivery.queueing import find_delivery, is_placement_graded
from lti_tool.delivery.telling.words import GradeState, describe
from lti_tool.errors import N_, NotFound
from lti_tool.grading.handing_in import follow_up
from lti_tool.learner.blueprint import bp
from lti_tool.learner.quiz.form import changed_answers
from lti_tool.learner.refresher import page as pages
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import placement_of
from lti_tool.quizzes.answers import ImpossibleAnswer, check_possible, is_complete
from lti_tool.refreshing import rounds
from lti_tool.refreshing.offering import has_taken_part, is_own_link, offer_of
from lti_tool.templating import in_words


class OnlyForLearners(NotFound):
    """A round begun in a preview: there is nothing that this person finished."""

    message = N_("A preview has no refresher of its own: it asks learners about modules that they finished.")
    advice = N_("Go back to the page before.")


@bp.get("/refresher")
def refresher() -> ResponseReturnValue:
    """Whether one is due, with the button to begin it, and else when the next one is."""
    launch = current_launch()
    placement = placement_of(launch)
    return render_template(
        "learner/refresher/refresher.html",
        offer=offer_of(db.session(), launch, utcnow(), placement),
        is_preview=is_preview(launch),
        refusal=_refuse_start(launch, placement),
        **_place(launch, placement),
    )


@bp.post("/refresher")
def start_refresher() -> ResponseReturnValue:
    """Begin a round, or go on with the one that is open."""
    launch = _learner()
    placement, now = placement_of(launch), utcnow()
    early = False
    if is_own_link(placement):
        rounds.check_open(rules_of(db.session(), launch, placement, None), now)
        early = not has_taken_part(db.session(), placement, launch.user_id)
    begun = rounds.start_round(db.session(), launch, now, early=early)
    db.session.commit()
    return _to_round(launch, begun)


@bp.get("/refresher/<id:round_id>")
def refresher_round(round_id: int) -> ResponseReturnValue:
    """The question that comes next; with `after`, what the answer before was worth; at the end how it went."""
    launch = _learner()
    found = rounds.get_own(db.session(), round_id, launch)
    questions = rounds.questions_of(db.session(), found)
    after = request.args.get("after", "")
    answered = next((each for each in questions if str(each.number) == after and each.answered_at), None)
    waiting = next((each for each in questions if each.answered_at is None), None)
    if answered is not None:
        result = pages.looked_back_at(db.session(), answered)
        return _page(launch, found, questions, current=answered, result=result)
    if waiting is not None:
        return _page(launch, found, questions, current=waiting, question=pages.asked(db.session(), waiting))
    return _page(launch, found, questions)


@bp.post("/refresher/<id:round_id>/<id:number>")
def answer_refresher(round_id: int, number: int) -> ResponseReturnValue:
    """Take the one answer to a question; the last one ends the round, and the grade follows where there is one."""
    launch, now = _learner(), utcnow()
    found = rounds.get_own(db.session(), round_id, launch, lock=True)
    questions = rounds.questions_of(db.session(), found)
    question = next((each for each in questions if each.number == number), None)
    if question is None:
        raise NotFound(N_("There is no such refresher, or it is not yours."))
    answer = dict(changed_answers(request.form)).get(question.item_id, Answer(frozenset()))
    if question.answered_at is None and (refusal := _refuse(question, answer)):
        shown = pages.asked(db.session(), question, (answer, refusal))
        return _page(launch, found, questions, current=question, question=shown), 400
    if question.answered_at is None:
        rounds.answer_question(db.session(), question, answer, now)
    placement = placement_of(launch)
    own_link = _counting_link(launch, placement, now)
    if rounds.finish(db.session(), found, launch, own_link, now) and own_link:
        follow_up(db.session(), own_link, launch.user, now)
    db.session.commit()
    return _to_round(launch, found, number)


def _refuse_start(launch: Launch, placement: Placement) -> str:
    """Why no round may begin here, by the dates of the refresher's own link; empty where one may."""
    if is_preview(launch) or not is_own_link(placement):
        return ""
    try:
        rounds.check_open(rules_of(db.session(), launch, placement, None), utcnow())
    except CannotStart as problem:
        return str(in_words(problem))
    return ""


def _refuse(question: RefresherQuestion, answer: Answer) -> str:
    """Why an answer is not taken, in words; empty where it is."""
    item = rounds.drawn_of(db.session(), question).item
    try:
        if is_complete(item, answer.tokens):
            check_possible(item, answer.tokens)
            return ""
    except ImpossibleAnswer as problem:
        return str(in_words(problem))
    return str(_("Answer the whole question first, then check it."))


def _learner() -> Launch:
    launch = current_launch()
    if is_preview(launch):
        raise OnlyForLearners
    return launch


def _to_round(launch: Launch, found: RefresherRound, after: int | None = None) -> ResponseReturnValue:
    address = url_for("learner.refresher_round", launch_id=launch.id, round_id=found.id, after=after)
    return redirect(address, 303)


def _counting_link(launch: Launch, placement: Placement, now: datetime) -> Placement | None:
    """The refresher's own link, while its dates let it count."""
    if not is_own_link(placement):
        return None
    rules = rules_of(db.session(), launch, placement, None)
    return placement if rounds.is_open(rules, now) else None


def _page(
    launch: Launch,
    found: RefresherRound,
    questions: Sequence[RefresherQuestion],
    current: RefresherQuestion | None = None,
    **shown: object,
) -> str:
    placement = placement_of(launch)
    is_over = current is None
    return render_template(
        "learner/refresher/round.html",
        round=found,
        questions=questions,
        done=sum(each.answered_at is not None for each in questions),
        current=current,
        origin=pages.origin_of(current) if current else None,
        is_last=all(each.answered_at for each in questions),
        right=pages.right_count(questions),
        to_look_at=pages.worth_another_look(questions) if is_over else [],
        offer=offer_of(db.session(), launch, utcnow()) if is_over else None,
        grade_state=_grade_state(launch, placement) if is_over and found.placement_id == placement.id else None,
        **shown,
        **_place(launch, placement),
    )


def _place(launch: Launch, placement: Placement) -> dict[str, object]:
    """Where the page leads back to, and what is graded here."""
    own = is_own_link(placement)
    back = "learner.course" if own else "learner.module"
    return {
        "is_own_link": own,
        "is_graded": own and is_placement_graded(placement),
        "back_url": url_for(back, launch_id=launch.id),
    }


def _grade_state(launch: Launch, placement: Placement) -> GradeState:
    return describe(find_delivery(db.session(), placement, launch.user), is_placement_graded(placement))
