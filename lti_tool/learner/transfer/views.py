"""The agreement with a manager, and the count: what a learner writes for themselves."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.learner.blueprint import bp
from lti_tool.learner.transfer.page import AtTheDesk, asked_here
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.transfer import own
from lti_tool.transfer.form import AGREED, COUNTS, LONGEST, AgreementForm, CountForm, read_agreement, read_count
from lti_tool.transfer.models import Agreement, DeskCount


@bp.get("/transfer/agreement")
def agreement() -> ResponseReturnValue:
    """A short page to fill with one's manager before the start, kept and shown again."""
    launch = current_launch()
    found = own.find_agreement(db.session(), launch.context_id, launch.user_id)
    texts = {name: getattr(found, name) if found else "" for name in AGREED}
    return _agreement_page(launch, AgreementForm(texts, bool(found and found.is_shared)), found)


@bp.post("/transfer/agreement")
def agreement_posted() -> ResponseReturnValue:
    """Keep it; whoever previews keeps nothing."""
    launch = current_launch()
    form, launch_id = read_agreement(request.form), launch.id
    if form.problems:
        found = own.find_agreement(db.session(), launch.context_id, launch.user_id)
        return _agreement_page(launch, form, found), 400
    if is_preview(launch):
        return redirect(url_for("learner.agreement", launch_id=launch_id, tried=1), 303)
    own.save_agreement(db.session(), launch, form, utcnow())
    db.session.commit()
    return redirect(url_for("learner.agreement", launch_id=launch_id, saved=1), 303)


@bp.get("/transfer/count")
def count() -> ResponseReturnValue:
    """The one thing to count for a week, before and after."""
    launch = current_launch()
    asked = asked_here(launch)
    found = own.find_count(db.session(), launch, asked.module_id)
    return _count_page(launch, asked, CountForm(_typed(found)), found)


@bp.post("/transfer/count")
def count_posted() -> ResponseReturnValue:
    """Keep the counts; whoever previews keeps nothing."""
    launch = current_launch()
    asked, form, launch_id = asked_here(launch), read_count(request.form), launch.id
    if form.problems:
        return _count_page(launch, asked, form, own.find_count(db.session(), launch, asked.module_id)), 400
    if is_preview(launch):
        return redirect(url_for("learner.count", launch_id=launch_id, tried=1), 303)
    own.save_count(db.session(), launch, asked.module_id, form, utcnow())
    db.session.commit()
    return redirect(url_for("learner.count", launch_id=launch_id, saved=1), 303)


def _agreement_page(launch: Launch, form: AgreementForm, kept: Agreement | None) -> str:
    return render_template(
        "learner/transfer/agreement.html", form=form, kept=kept, longest=LONGEST, preview=is_preview(launch)
    )


def _count_page(launch: Launch, asked: AtTheDesk, form: CountForm, kept: DeskCount | None) -> str:
    return render_template("learner/transfer/count.html", asked=asked, form=form, kept=kept, preview=is_preview(launch))


def _typed(found: DeskCount | None) -> dict[str, str]:
    numbers = {name: getattr(found, name) if found else None for name in COUNTS}
    return {name: "" if number is None else str(number) for name, number in numbers.items()}
