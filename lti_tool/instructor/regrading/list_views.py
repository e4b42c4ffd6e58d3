"""The door to regrading: find the question by its words."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.regrading.list_page import modules_asked, questions_of, rulings_made
from lti_tool.instructor.shared.people.finding import read_words
from lti_tool.instructor.shared.share_steps import FEW
from lti_tool.lti.access import configuring_launch
from lti_tool.placements.service import find_placement


@bp.get("/instructor/regrade")
def regrades() -> ResponseReturnValue:
    """The questions of one module, each with the way to regrade it, and what was ruled before."""
    launch, words = configuring_launch(), read_words(request.args.get("q", ""))
    modules = modules_asked(db.session(), launch.context_id)
    placement = find_placement(db.session(), launch)
    wanted = request.args.get("module") or (placement.module_id if placement else "")
    module = next((each for each in modules if each.id == wanted), modules[0] if modules else None)
    return render_template(
        "instructor/regrading/regrades.html",
        modules=modules,
        module=module,
        words=words,
        few=FEW,
        questions=questions_of(db.session(), launch.context_id, module.id, words) if module else [],
        made=rulings_made(db.session(), launch.context_id),
    )
