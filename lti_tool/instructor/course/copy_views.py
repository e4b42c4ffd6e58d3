"""The offer to an instructor of a copied course: take over its settings in one click, or start afresh."""

from __future__ import annotations

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.course.copying import take_over
from lti_tool.lti.access import configuring_launch, may_configure
from lti_tool.lti.models import Context
from lti_tool.placements.picking.copies import find_source


@bp.post("/instructor/copy")
def copy_taken() -> ResponseReturnValue:
    """Take over the settings; a second click finds the offer gone, and changes nothing."""
    launch = configuring_launch()
    source = find_source(db.session(), launch)
    if source is not None:
        take_over(db.session(), launch, source, utcnow())
        db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch.id, saved=1), 303)


@bp.post("/instructor/copy/decline")
def copy_declined() -> ResponseReturnValue:
    """Do not ask again in this course."""
    launch = configuring_launch()
    launch.context.copy_answered_at = utcnow()
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch.id), 303)


def copy_source() -> Context | None:
    """The course whose settings are on offer on this page, to whoever may take them."""
    launch = g.get("launch")
    return find_source(db.session(), launch) if launch and may_configure(launch) else None


bp.add_app_template_global(copy_source, "copy_source")
