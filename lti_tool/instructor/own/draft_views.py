"""Deleting drafts, one or many: the page that asks is the page that says that it cannot be undone."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.authoring import service
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.own import page as own_pages
from lti_tool.instructor.own.form import KIND_WORDS
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.records.recording import record_change
from lti_tool.templating import translate

RULE = "/instructor/own/drafts"
LONGEST_TITLE = 100  # characters that the log keeps


@bp.get(RULE)
def own_drafts() -> ResponseReturnValue:
    """All that nobody is shown, to choose from; one that the address names is ticked."""
    launch = configuring_launch()
    everything = service.list_own(db.session(), launch.context_id)
    drafts = [own for own in everything if own.published_version is None]
    return render_template(
        "instructor/own/drafts.html",
        groups=own_pages.groups(db.session(), launch, drafts),
        kinds={kind: translate(words) for kind, words in KIND_WORDS.items()},
        ticked=request.args.get("own", type=int),
        count=len(drafts),
    )


@bp.post(RULE)
def delete_own_drafts() -> ResponseReturnValue:
    """Delete what was ticked; raises OwnIsShown, and then deletes nothing."""
    launch = configuring_launch()
    launch_id, session, now = launch.id, db.session(), utcnow()
    ticked = set(request.form.getlist("own"))
    ids = [own_id for own_id in service.ids_of(session, launch.context_id) if str(own_id) in ticked]
    for own_id in ids:
        own = service.get_own(session, launch.context_id, own_id, lock=True)
        title = own_pages.title_of(own)[:LONGEST_TITLE]
        service.delete_draft(session, own)
        record_change(session, launch, CourseAction.OWN_DRAFT_DELETED, now, key=own.key, title=title)
    db.session.commit()
    return redirect(url_for("instructor.own_content", launch_id=launch_id, deleted=len(ids)), 303)
