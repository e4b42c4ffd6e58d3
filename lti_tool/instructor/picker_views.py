"""Placing: the picker that the platform opens, and its answer (Deep Linking 2.0)."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.instructor import pages
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.picking import PickRefused, content_items, read_choice
from lti_tool.lti.deep_linking import DeepLinkResponse, settings_of
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import allow_form_to
from lti_tool.lti.models import Launch
from lti_tool.lti.session import configuring_launch, end_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import in_words


@bp.get("/deep-linking")
def picker() -> ResponseReturnValue:
    """The catalogue, to add links from."""
    return _picker_page(_deep_linking_launch())


@bp.post("/deep-linking")
def pick() -> ResponseReturnValue:
    """Answer the platform with the chosen modules, or with none; the visit ends there."""
    tool = lti()
    tool.signing_keys.current()  # a first key is made in a transaction of its own: before ours holds SQLite's lock
    launch = _deep_linking_launch()
    settings = settings_of(launch)
    try:
        choice = read_choice(request.form, catalogue(), settings)
    except PickRefused as problem:
        return _picker_page(launch, error=in_words(problem)), problem.status
    response = DeepLinkResponse(launch, tool.signing_keys)
    jwt = response.get_response_jwt(content_items(choice, tool.settings.launch_url, settings))
    allow_form_to(settings.deep_link_return_url)
    page = render_template("instructor/return_form.html", action=settings.deep_link_return_url, jwt=jwt)
    end_launch(launch, utcnow())
    db.session.commit()
    return page


def _deep_linking_launch() -> Launch:
    launch = configuring_launch()
    if launch.deep_linking is None:
        raise NotFound(N_("This page opens when you add content to your course."))
    return launch


def _picker_page(launch: Launch, error: str | None = None) -> str:
    settings = settings_of(launch)
    return render_template(
        "instructor/picker.html",
        modules=catalogue().modules,
        competencies=pages.competency_statements(catalogue()),
        chosen=request.form.getlist("module"),
        accept_multiple=settings.accept_multiple,
        can_grade=settings.accepts_line_items,
        score_maximum=request.form.get("score_maximum", "100"),
        error=error,
    )
