"""Where a frame that keeps no cookie takes back what was chosen in the tab that it opened.

No cookie takes part and no page is opened: the code in the form says which choice, and only our own pages may send it.
"""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.instructor.picker.answer import answer_page
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import allow_framing
from lti_tool.lti.launch.choices import RETURN_CODE, find_choosing, take_choice, waiting_for
from lti_tool.lti.launch.storage import check_own_form
from lti_tool.lti.registry import Platform
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.picking.chosen import note_chosen

bp = Blueprint("returning", __name__, url_prefix="/lti")
FROM_ELSEWHERE = "choice_asked_from_another_site"


@bp.post("/chosen")
def chosen() -> ResponseReturnValue:
    """How far the tab is, for the script of the frame that waits."""
    check_own_form(request, lti().settings.base_url, FROM_ELSEWHERE)
    with lti().reading_session() as session:
        return jsonify(state=waiting_for(session, request.form.get(RETURN_CODE, ""), utcnow()))


@bp.post("/bring-back")
def bring_back() -> ResponseReturnValue:
    """Take what was chosen to the platform, once; where there is nothing yet, the page waits on."""
    check_own_form(request, lti().settings.base_url, FROM_ELSEWHERE)
    lti().signing_keys.current()  # a first key is made in a transaction of its own: before ours holds SQLite's lock
    session, code, now = db.session(), request.form.get(RETURN_CODE, ""), utcnow()
    launch = find_choosing(session, code, now)
    if launch is not None:
        allow_framing(Platform.of(launch.context.deployment.registration))
    items = take_choice(session, launch, now) if launch else None
    if launch is None or items is None:
        return render_template("lti/nothing_chosen.html", code=code)
    page = answer_page(launch, items)
    note_chosen(session, launch, items, catalogue(), now)
    session.commit()
    return page
