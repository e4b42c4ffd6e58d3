"""The observation card and real work: what a learner hands in, and what a colleague beside them says of it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.errors import ToolError
from lti_tool.learner.blueprint import bp
from lti_tool.learner.transfer.page import AtTheDesk, asked_here
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.templating import in_words
from lti_tool.transfer import checking, work
from lti_tool.transfer.form import LONGEST, LinesForm, WorkForm, empty_lines, read_lines, read_work
from lti_tool.transfer.models import COLLEAGUE, WorkSample


@bp.get("/transfer/card")
def observation_card() -> ResponseReturnValue:
    """Three behaviors to be seen at the desk: on paper, or on this screen by the colleague who watched."""
    launch = current_launch()
    asked = asked_here(launch)
    return _card_page(launch, asked, empty_lines(_seen(asked)))


@bp.post("/transfer/card")
def observation_card_posted() -> ResponseReturnValue:
    """Keep what a colleague saw, as the learner enters it with them."""
    launch = current_launch()
    asked, launch_id = asked_here(launch), launch.id
    form = read_lines(request.form, _seen(asked))
    if form.problems:
        return _card_page(launch, asked, form), 400
    if is_preview(launch):
        return redirect(url_for("learner.observation_card", launch_id=launch_id, tried=1), 303)
    try:
        checking.observe(db.session(), launch, launch.user_id, asked.module_id, form, COLLEAGUE, utcnow())
    except ToolError as problem:  # what was typed stays in the form
        return _card_page(launch, asked, form, in_words(problem)), problem.status
    db.session.commit()
    return redirect(url_for("learner.observation_card", launch_id=launch_id, saved=1), 303)


@bp.post("/transfer/card/<id:card_id>/remove")
def remove_card(card_id: int) -> ResponseReturnValue:
    """Delete a card that one entered oneself."""
    launch = current_launch()
    launch_id = launch.id
    checking.remove_own_card(db.session(), launch, card_id)
    db.session.commit()
    return redirect(url_for("learner.observation_card", launch_id=launch_id), 303)


@bp.get("/transfer/work")
def work_sample() -> ResponseReturnValue:
    """Real work to hand in, and what was said of it."""
    launch = current_launch()
    return _work_page(launch, asked_here(launch), WorkForm())


@bp.post("/transfer/work")
def work_sample_posted() -> ResponseReturnValue:
    """Hand work in; whoever previews hands in nothing."""
    launch = current_launch()
    asked, form, launch_id = asked_here(launch), read_work(request.form), launch.id
    if form.problems:
        return _work_page(launch, asked, form), 400
    if is_preview(launch):
        return redirect(url_for("learner.work_sample", launch_id=launch_id, tried=1), 303)
    try:
        work.hand_in(db.session(), launch, asked.module_id, form, utcnow())
    except ToolError as problem:  # what was typed stays in the form
        return _work_page(launch, asked, form, in_words(problem)), problem.status
    db.session.commit()
    return redirect(url_for("learner.work_sample", launch_id=launch_id, saved=1), 303)


@bp.post("/transfer/work/<id:sample_id>/take-back")
def take_back_work(sample_id: int) -> ResponseReturnValue:
    """Delete one's own work, with what was said of it."""
    launch = current_launch()
    launch_id = launch.id
    db.session.delete(work.find_own(db.session(), launch, asked_here(launch).module_id, sample_id))
    db.session.commit()
    return redirect(url_for("learner.work_sample", launch_id=launch_id), 303)


@bp.get("/transfer/work/<id:sample_id>")
def colleague_check(sample_id: int) -> ResponseReturnValue:
    """One's own work beside its three lines, for a colleague who reads it on this screen."""
    launch = current_launch()
    asked = asked_here(launch)
    sample = work.find_own(db.session(), launch, asked.module_id, sample_id)
    return _check_page(launch, asked, sample, empty_lines(asked.desk.work.lines))


@bp.post("/transfer/work/<id:sample_id>")
def colleague_check_posted(sample_id: int) -> ResponseReturnValue:
    """Keep what a colleague said of one's work, as the learner enters it with them."""
    launch = current_launch()
    asked, launch_id = asked_here(launch), launch.id
    sample = work.find_own(db.session(), launch, asked.module_id, sample_id, lock=True)
    form = read_lines(request.form, asked.desk.work.lines)
    if form.problems:
        return _check_page(launch, asked, sample, form), 400
    checking.check_work(db.session(), launch, sample, form, COLLEAGUE, utcnow())
    db.session.commit()
    return redirect(url_for("learner.work_sample", launch_id=launch_id, saved=1), 303)


def _seen(asked: AtTheDesk) -> list[str]:
    return [each.text for each in asked.desk.seen]


def _card_page(launch: Launch, asked: AtTheDesk, form: LinesForm, refused: str = "") -> str:
    cards = checking.cards_of(db.session(), launch.context_id, launch.user_id, asked.module_id)
    return render_template(
        "learner/transfer/card.html",
        asked=asked,
        form=form,
        cards=cards,
        refused=refused,
        longest=LONGEST,
        preview=is_preview(launch),
    )


def _work_page(launch: Launch, asked: AtTheDesk, form: WorkForm, refused: str = "") -> str:
    samples = work.samples_of(db.session(), launch.context_id, launch.user_id, asked.module_id)
    return render_template(
        "learner/transfer/work.html",
        asked=asked,
        form=form,
        samples=samples,
        checks=checking.checks_by_sample(db.session(), samples),
        refused=refused,
        longest=LONGEST,
        preview=is_preview(launch),
    )


def _check_page(launch: Launch, asked: AtTheDesk, sample: WorkSample, form: LinesForm) -> str:
    return render_template(
        "learner/transfer/check.html",
        asked=asked,
        sample=sample,
        form=form,
        longest=LONGEST,
        preview=is_preview(launch),
    )
