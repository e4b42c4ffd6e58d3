"""Regrading an item: a dry run that lists every changed score, and only then the change."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.attempts.rulings import ACCEPT, DROP
from lti_tool.attempts.snapshots import read_items
from lti_tool.content.model import Item
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grading.regrading import Proposal, ScoreChange, find_answered, made_before, propose, regrade
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.regrading.page import answer_fields, fingerprint
from lti_tool.instructor.shared.reason import read_reason
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.quizzes.answers import ImpossibleAnswer, check_possible
from lti_tool.review.questions import render
from lti_tool.templating import in_words
from lti_tool.undoing.rulings import lines_of

_RULE = "/instructor/regrade/<string(length=64):digest>"


@bp.get(_RULE)
def regrade_item(digest: str) -> ResponseReturnValue:
    """What may be ruled on one item."""
    launch = configuring_launch()
    return _page(launch, _item(launch, digest))


@bp.post(_RULE)
def regrade_item_posted(digest: str) -> ResponseReturnValue:
    """Show what a ruling would change; after a yes to just that, change it."""
    launch = configuring_launch()
    item, launch_id = _item(launch, digest), launch.id
    action = request.form.get("action", "")
    accepted = frozenset(filter(None, request.form.getlist("answer"))) if action == ACCEPT else frozenset()
    if problem := _problem(item, action, accepted):
        return _page(launch, item, problem=problem), 400
    proposal = Proposal(item, action, accepted, may_lower="may_lower" in request.form)
    reason = read_reason()
    changes = propose(db.session(), launch.context_id, proposal)
    confirming = fingerprint(proposal, changes)
    if request.form.get("confirmed") != confirming:
        return _page(launch, item, changes=changes, confirming=confirming)
    regrade(db.session(), launch, proposal, changes, reason, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.log", launch_id=launch_id), 303)


def _item(launch: Launch, digest: str) -> Item:
    """The item in the version that somebody of this course was asked; other courses' are none of ours."""
    if find_answered(db.session(), launch.context_id, digest) is None:
        raise NotFound(N_("Nobody in this course has answered such a question."))
    return read_items(db.session(), [digest])[digest]


def _problem(item: Item, action: str, accepted: frozenset[str]) -> str:
    if action not in (DROP, ACCEPT):
        return _("Choose what to do with the question.")
    try:
        check_possible(item, accepted)
    except ImpossibleAnswer as problem:
        return in_words(problem)
    if Proposal(item, action, accepted).makes_sense:
        return ""
    return _("Choose a whole answer, and another than the one that is right already.")


def _page(
    launch: Launch,
    item: Item,
    changes: Sequence[ScoreChange] | None = None,
    confirming: str = "",
    problem: str = "",
) -> str:
    typed = request.form
    return render_template(
        "instructor/regrading/regrade.html",
        item=item,
        stem_html=render(item.stem),
        card_html=render(item.card or ""),
        fields=answer_fields(item, frozenset(typed.getlist("answer"))),
        action=typed.get("action", ""),
        may_lower="may_lower" in typed,
        reason=typed.get("reason", ""),
        before=made_before(db.session(), launch.context_id, item.digest),
        lines=lines_of(db.session(), launch.context_id, item.digest),
        changes=changes,
        confirming=confirming,
        problem=problem,
    )
