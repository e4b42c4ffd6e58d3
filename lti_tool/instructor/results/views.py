"""What an instructor does with a link: see how learners are doing, choose its module."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.change_log.lines import module_title
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grading.following import follow_module
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.results.filter import Sort, read_filter
from lti_tool.instructor.results.page import results_page
from lti_tool.instructor.results.words import nudges, state_words
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared import module_choices as pages
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.instructor.shared.people.finding import NO_BRANCH
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.instructor.shared.work_views import roster_of
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.lms_dates import read_lms_dates
from lti_tool.placements.models import Placement
from lti_tool.placements.service import UnknownModule, choose_module, find_placement
from lti_tool.placements.shown import find_shown
from lti_tool.placements.words import describe_counting, describe_settings
from lti_tool.templating import in_words, translate
from lti_tool.transfer.work import count_waiting

THE_MODULE = N_("This link shows")
ONLY_MODULE = N_("This is the only module in the catalogue so far.")


@bp.get("/instructor")
def home() -> ResponseReturnValue:
    """Which module this link shows and how its learners are doing; a link without a module asks for one."""
    return home_page(instructor_launch())


def home_page(launch: Launch, problem: str = "") -> str:
    """The page, with what went wrong where something did."""
    found = find_shown(launch)
    if found is None:
        return render_template("instructor/shared/empty.html", may_configure=may_configure(launch), problem=problem)
    dates = found.placement.dates_for([read_lms_dates(launch.custom)])
    page = results_page(db.session(), found.placement, read_filter(request.args))
    return render_template(
        "instructor/results/home.html",
        placement=found.placement,
        module=found.module,
        page=page,
        roster=roster_of(db.session(), launch, utcnow()),
        states=state_words(page.counts),
        no_branch=NO_BRANCH,
        sorts=Sort,
        nudges=nudges(found.module, dates),
        settings_words=describe_settings(found.placement.settings, dates),
        problem=problem,
        counting_words=describe_counting(found.placement.settings.counting),
        may_configure=may_configure(launch),
        waiting_work=count_waiting(db.session(), launch.context_id),
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
    now, chosen = utcnow(), request.form.get("module", "")
    meanwhile.hold_course(db.session(), launch)
    changed = _compare(launch, chosen)
    if changed.must_be_asked:
        return _choose_page(launch, changed=changed, chosen=chosen), 409
    try:
        placement = choose_module(db.session(), launch, chosen, catalogue(), now)
    except UnknownModule as problem:
        return _choose_page(launch, notice=in_words(problem)), problem.status
    follow_module(db.session(), placement.context_id, placement.module_id, now)
    address = url_for("instructor.home", launch_id=launch.id, **what_was_saved(db.session(), launch, now))
    db.session.commit()
    return redirect(address, 303)


def _facts(placement: Placement | None) -> dict[str, str]:
    return {"module": placement.module_id if placement else ""}


def _compare(launch: Launch, chosen: str) -> Meanwhile:
    """The module that was chosen against the one that the link shows."""
    session = db.session()
    saved_by = meanwhile.saver_in_log(
        session,
        launch,
        [CourseAction.MODULE_CHOSEN],
        lambda facts, _name: facts.get("resource_link") == launch.resource_link_id,
    )
    fields = {"module": Field(translate(THE_MODULE), module_title)}
    return meanwhile.compare(_facts(find_placement(session, launch)), {"module": chosen}, fields, saved_by)


def _choose_page(launch: Launch, notice: str | None = None, changed: Meanwhile | None = None, chosen: str = "") -> str:
    placement = find_placement(db.session(), launch)
    shown_now = chosen or (placement.module_id if placement else "")
    current: Module | None = catalogue().module(shown_now)
    return render_template(
        "instructor/shared/choose.html",
        modules=catalogue().placeable,
        competencies=pages.competency_statements(catalogue()),
        current=current,
        meanwhile=changed or meanwhile.opened(_facts(placement)),
        notice=notice or (translate(ONLY_MODULE) if current and len(catalogue().modules) == 1 else None),
        consequences=pages.consequences(db.session(), placement) if placement else None,
    )
