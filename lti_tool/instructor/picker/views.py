"""Placing: the picker that the platform opens, and its answer (Deep Linking 2.0)."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.errors import N_
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.picker.answer import answer_page
from lti_tool.instructor.picker.content_items import (
    WRONG_KIND,
    PickRefused,
    can_be_graded,
    content_items,
    picked_rows,
)
from lti_tool.instructor.picker.filter import KINDS, MINUTES, offered_competencies, read_filter
from lti_tool.instructor.picker.inside import look_inside
from lti_tool.instructor.picker.placed import placed_modules
from lti_tool.instructor.picker.sheet import PickSheet, read_sheet
from lti_tool.instructor.shared import module_choices as pages
from lti_tool.lti.access import deep_linking_launch
from lti_tool.lti.extension import lti
from lti_tool.lti.launch.choices import Items, keep_choice
from lti_tool.lti.models import Launch
from lti_tool.lti.services.deep_linking import settings_of
from lti_tool.lti.session import end_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.picking.chosen import note_chosen
from lti_tool.templating import in_words, page_language, translate

LOOKING = ("filter", "clear")
KIND_WORDS = {
    "module": N_("Modules with lessons"),
    "preassessment": N_("Pre-assessments"),
    "certificate": N_("Certificate quizzes"),
    "refresher": N_("Refreshers"),
}


@bp.get("/deep-linking")
def picker() -> ResponseReturnValue:
    """The catalogue, to add links from; the query may filter it and choose from it."""
    launch = deep_linking_launch()
    settings = settings_of(launch)
    sheet = read_sheet(request.args, catalogue(), page_language())
    return _picker_page(sheet, launch, "" if settings.accepts_links else translate(WRONG_KIND))


@bp.get("/deep-linking/found")
def found_inside() -> ResponseReturnValue:
    """Where in the modules' lessons something is, for the page's script: the list is looked through as one types."""
    deep_linking_launch()
    words = read_filter(request.args).words
    hits = look_inside(catalogue(), page_language(), words)
    return render_template("instructor/picker/hits.html", hits=hits)


@bp.post("/deep-linking")
def pick() -> ResponseReturnValue:
    """Answer the platform with the chosen modules, or with none; the visit ends there.

    Looking for modules without the page's script comes here as well: what was typed would not fit into an address.
    """
    lti().signing_keys.current()  # a first key is made in a transaction of its own: before ours holds SQLite's lock
    launch, act = deep_linking_launch(), request.form.get("act", "")
    settings = settings_of(launch)
    if request.form.get("cancel"):
        return _answer(launch, [])
    sheet = read_sheet(request.form, catalogue(), page_language(), whole=act == "whole", unfiltered=act == "clear")
    if act in LOOKING:
        return _picker_page(sheet, launch)
    try:
        picked = picked_rows(sheet, settings)
    except PickRefused as problem:
        return _picker_page(sheet, launch, in_words(problem)), problem.status
    issuer = launch.context.deployment.registration.issuer
    items = content_items(picked, lti().settings.launch_url, settings, issuer)
    return _answer(launch, [item.to_dict() for item in items])


def _answer(launch: Launch, items: Items) -> str:
    """Take the answer to the platform from here, or leave it for the frame that opened this tab."""
    if launch.return_hash:
        keep_choice(launch, items, utcnow())
        db.session.commit()
        return render_template("instructor/picker/back_to_frame.html")
    page = answer_page(launch, items)
    note_chosen(db.session(), launch, items, catalogue(), utcnow())
    end_launch(launch, utcnow())
    db.session.commit()
    return page


def _picker_page(sheet: PickSheet, launch: Launch, error: str = "") -> str:
    settings = settings_of(launch)
    placed = placed_modules(db.session(), launch.context_id)
    return render_template(
        "instructor/picker/picker.html",
        sheet=sheet,
        placed=placed,
        placed_again=sum(row.is_of_course and row.module.id in placed for row in sheet.rows),
        competencies=pages.competency_statements(catalogue()),
        groups=offered_competencies(catalogue()),
        minutes=MINUTES,
        kinds=[(kind, translate(KIND_WORDS[kind])) for kind in KINDS],
        accept_multiple=settings.accept_multiple,
        can_grade=settings.accepts_line_items,
        accepts_links=settings.accepts_links,
        asks_once_more=settings.auto_create is False,
        can_be_graded=can_be_graded,
        is_for_frame=bool(launch.return_hash),
        error=error,
    )
