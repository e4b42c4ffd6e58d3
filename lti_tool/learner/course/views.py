"""The whole course on one page: each placed module with its minutes, progress and dates, and one tap to go on."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.coordinators import service as coordinators
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.learner.blueprint import bp
from lti_tool.learner.course.page import course_rows, total_minutes_left
from lti_tool.learner.course_links import open_module
from lti_tool.lti.access import is_preview
from lti_tool.lti.records.siblings import open_in_place
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import NotChosen, find_chosen
from lti_tool.refreshing.offering import offer_of
from lti_tool.templating import page_language


@bp.get("/course")
def course() -> ResponseReturnValue:
    """Where one stands in the course, and the next thing to do in it."""
    launch = current_launch()
    rows = course_rows(db.session(), launch, catalogue(), page_language())
    return render_template(
        "learner/course/course.html",
        title=launch.context.title,
        rows=rows,
        is_of_a_module=any(row.is_here for row in rows),
        for_coordinators=coordinators.concerns(db.session(), launch, utcnow()),
        minutes_left=total_minutes_left(rows),
        refresher=offer_of(db.session(), launch, utcnow()),
        next_row=next((row for row in rows if row.may_open and not row.is_done), None),
    )


@bp.post("/course/<id:placement_id>")
def open_placement(placement_id: int) -> ResponseReturnValue:
    """Go to another module of the same course: whole where this person has opened its link before, else in place."""
    launch = current_launch()
    placement = db.session.get(Placement, placement_id)
    if placement is None or placement.context_id != launch.context_id:
        raise NotChosen
    opened = open_module(db.session(), launch, placement, utcnow())
    db.session.commit()
    return redirect(url_for("learner.module", launch_id=opened), 303)


@bp.post("/course/chosen/<name:module_id>")
def open_chosen(module_id: str) -> ResponseReturnValue:
    """Go to a module that was chosen for the course and whose link nobody has opened yet.

    A preview has nothing to go to: what its pages would set up belongs to a link.
    """
    launch = current_launch()
    if find_chosen(db.session(), launch.context_id, module_id) is None:
        raise NotChosen
    if is_preview(launch):
        raise NotFound(N_("Open this module once in your LMS: then you can look at it and set it up from here, too."))
    opened = open_in_place(db.session(), launch, module_id, utcnow())
    db.session.commit()
    return redirect(url_for("learner.module", launch_id=opened), 303)
