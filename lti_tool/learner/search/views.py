"""Search: one field, what was found, and the way there."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.content.search.index import LONGEST_QUERY
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.learner.blueprint import bp
from lti_tool.learner.course_links import open_module
from lti_tool.learner.search.page import address_in, search
from lti_tool.learner.search.places import search_places
from lti_tool.lti.access import is_preview
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.local_policies.texts import policies_met
from lti_tool.placements.models import Placement
from lti_tool.templating import page_language
from lti_tool.text.plain_text import clean_line


@bp.get("/search")
def find() -> ResponseReturnValue:
    """What the lessons, the words to say and one's own library say about what was typed."""
    launch, session, language = current_launch(), db.session(), page_language()
    question = clean_line(request.args.get("q", ""))[:LONGEST_QUERY]
    found = []
    if question:
        places = search_places(session, launch, catalogue(), language)
        policies = policies_met(session, launch, all_branches=is_preview(launch))
        found = search(launch, catalogue(), language, question, places, policies)
    return render_template("learner/search/search.html", question=question, found=found, longest=LONGEST_QUERY)


@bp.post("/search/<id:placement_id>")
def open_found(placement_id: int) -> ResponseReturnValue:
    """Go to what was found in another module of the course, whole where this person has opened its link before."""
    launch = current_launch()
    placement = db.session.get(Placement, placement_id)
    if placement is None or placement.context_id != launch.context_id:
        raise NotFound(N_("There is no such module in this course."))
    opened = open_module(db.session(), launch, placement, utcnow())
    db.session.commit()
    lesson_id, step = request.form.get("lesson", "")[:100], request.form.get("step", type=int) or 1
    return redirect(address_in(opened, request.form.get("kind", ""), lesson_id, min(step, 99)), 303)
