"""Settings copied from any link to others of the course: looked at first, then done."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.settings.copying import CopyPlan, carry_out, choices, make_plan
from lti_tool.instructor.shared import meanwhile
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement


@bp.get("/instructor/settings/copy")
def copy_settings() -> ResponseReturnValue:
    """From which link to which others."""
    return _page(configuring_launch())


@bp.post("/instructor/settings/copy")
def copy_settings_posted() -> ResponseReturnValue:
    """Show what it would change or, where that was shown and still holds, do it."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    meanwhile.hold_course(session, launch)
    source, targets = _picked(launch)
    if source is None or not targets:
        return _page(launch, source=source, targets=targets, is_short=True), 400
    plan = make_plan(session, launch, source, targets, now, dates="dates" in request.form)
    if request.form.get("act") != "copy":
        return _page(launch, source=source, targets=targets, plan=plan)
    if request.form.get(meanwhile.SEEN, "") != plan.seen:
        return _page(launch, source=source, targets=targets, plan=plan, is_again=True), 409
    count = carry_out(session, launch, plan, now)
    session.commit()
    return redirect(url_for("instructor.copy_settings", launch_id=launch.id, copied=count), 303)


def _picked(launch: Launch) -> tuple[Placement | None, list[Placement]]:
    """The link to copy from, if one was chosen, and the others to copy to."""
    links = {str(placement.id): placement for placement, _title in choices(db.session(), launch)}
    source, wanted = request.form.get("from", ""), {*request.form.getlist("to")}
    return links.get(source), [each for name, each in links.items() if name in wanted - {source}]


def _page(
    launch: Launch,
    source: Placement | None = None,
    targets: list[Placement] | None = None,
    plan: CopyPlan | None = None,
    *,
    is_short: bool = False,
    is_again: bool = False,
) -> str:
    links = choices(db.session(), launch)
    here = next((each for each, _title in links if each.resource_link_id == launch.resource_link_id), None)
    return render_template(
        "instructor/settings/copy.html",
        links=links,
        source=source or here,
        targets={each.id for each in targets or ()},
        with_dates="dates" in request.form,
        plan=plan,
        is_short=is_short,
        is_again=is_again,
        copied=request.args.get("copied", type=int),
    )
