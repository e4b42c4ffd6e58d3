"""What an instructor does with a link: see how learners are doing, choose its module, place new ones."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.content.schema.module import Module
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grades import executors, queueing
from lti_tool.grades.models import ScoreDelivery
from lti_tool.instructor import pages
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.picking import PickRefused, content_items, read_choice
from lti_tool.lti.deep_linking import DeepLinkResponse, settings_of
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import allow_form_to
from lti_tool.lti.models import Launch
from lti_tool.lti.session import configuring_launch, end_launch, instructor_launch, may_configure
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.service import UnknownModule, choose_module, find_placement
from lti_tool.placements.shown import find_shown
from lti_tool.placements.words import describe_counting, describe_settings
from lti_tool.templating import in_words, translate

ONLY_MODULE = N_("This is the only module in the catalogue so far.")


@bp.get("/instructor")
def home() -> ResponseReturnValue:
    """Which module this link shows and how its learners are doing; a link without a module asks for one."""
    launch = instructor_launch()
    found = find_shown(launch)
    rows = pages.result_rows(db.session(), launch, found) if found else []
    return render_template(
        "instructor/home.html",
        placement=found.placement if found else None,
        module=found.module if found else None,
        rows=rows,
        settings_words=describe_settings(found.placement.settings) if found else [],
        saved="saved" in request.args,
        counting_words=describe_counting(found.placement.settings.counting) if found else "",
        may_configure=may_configure(launch),
        lessons_total=len(found.module.lessons) if found else 0,
    )


@bp.get("/instructor/module")
def choose() -> ResponseReturnValue:
    """The catalogue, to choose from."""
    return _choose_page(configuring_launch())


@bp.post("/instructor/module")
def choose_posted() -> ResponseReturnValue:
    """Show another module from now on."""
    launch = configuring_launch()
    if launch.resource_link_id is None:
        raise NotFound(N_("This page belongs to a link in your course; you came to choose content."))
    try:
        choose_module(db.session(), launch, request.form.get("module", ""), catalogue(), utcnow())
    except UnknownModule as problem:
        return _choose_page(launch, notice=in_words(problem)), problem.status
    db.session.commit()
    return redirect(url_for("instructor.home", launch_id=launch.id), 303)


@bp.post("/instructor/deliveries/<int(max=2147483647):delivery_id>/resend")
def resend(delivery_id: int) -> ResponseReturnValue:
    """Send a score again."""
    launch = instructor_launch()
    placement = find_placement(db.session(), launch)
    delivery = db.session.get(ScoreDelivery, delivery_id)
    if placement is None or delivery is None or delivery.placement_id != placement.id:
        raise NotFound(N_("There is no such score in this link."))
    queueing.resend(db.session(), delivery, utcnow())
    db.session.commit()
    executors.wake(current_app)
    return redirect(url_for("instructor.home", launch_id=launch.id), 303)


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


def _choose_page(launch: Launch, notice: str | None = None) -> str:
    placement = find_placement(db.session(), launch)
    current: Module | None = catalogue().module(placement.module_id) if placement else None
    return render_template(
        "instructor/choose.html",
        modules=catalogue().modules,
        competencies=pages.competency_statements(catalogue()),
        current=current,
        notice=notice or (translate(ONLY_MODULE) if current and len(catalogue().modules) == 1 else None),
        consequences=pages.consequences(db.session(), placement) if placement else None,
    )


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
