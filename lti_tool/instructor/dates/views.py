"""Dates that hold for one person or for one branch alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.adjusting import reschedule_branch, reschedule_person
from lti_tool.db import db, utcnow
from lti_tool.errors import N_
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.dates.foreseen import Foreseen, foresee
from lti_tool.instructor.dates.form import OwnDatesForm
from lti_tool.instructor.dates.page import (
    OwnDatesPage,
    Subject,
    branch_subject,
    own_dates_page,
    person_subject,
)
from lti_tool.instructor.dates.touched import touched_by_dates
from lti_tool.instructor.dates.two_people import compare_dates, dates_opened
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.dates import DATES
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.setting import Moments, as_own, set_own_dates
from lti_tool.templating import translate

NO_DATE = N_("Type at least one date. To take back what is set, use the button beside it.")
AT_LINK = N_("At “%(link)s”: %(problem)s")
NO_DATES: Moments = {}
TAKE_BACK, LOOK = "take_back", "look"


@bp.get("/instructor/people/<id:user_id>/dates")
def person_dates(user_id: int) -> ResponseReturnValue:
    """Which dates hold for a person, and those that are theirs alone."""
    launch = configuring_launch()
    return _page(launch, person_subject(db.session(), launch, user_id))


@bp.post("/instructor/people/<id:user_id>/dates")
def person_dates_posted(user_id: int) -> ResponseReturnValue:
    """Set them, or take them back; an attempt that is open follows at once."""
    launch = configuring_launch()
    return _posted(launch, person_subject(db.session(), launch, user_id))


@bp.get("/instructor/branches/<id:branch_id>/dates")
def branch_dates(branch_id: int) -> ResponseReturnValue:
    """The same for a branch."""
    launch = configuring_launch()
    return _page(launch, branch_subject(db.session(), launch, branch_id))


@bp.post("/instructor/branches/<id:branch_id>/dates")
def branch_dates_posted(branch_id: int) -> ResponseReturnValue:
    """The same for a branch."""
    launch = configuring_launch()
    return _posted(launch, branch_subject(db.session(), launch, branch_id))


def _page(launch: Launch, subject: Subject) -> str:
    page = own_dates_page(db.session(), launch, subject)
    form = OwnDatesForm(formdata=None)
    form.offer(page.titles)
    at = page.placement(request.args.get("link", ""))
    form.link.data = str(at.id) if at else ""
    form.show(page.own.get(at.id if at else None))
    return _rendered(launch, page, form)


def _posted(launch: Launch, subject: Subject) -> ResponseReturnValue:
    meanwhile.hold_course(db.session(), launch)
    page = own_dates_page(db.session(), launch, subject)
    form, launch_id = OwnDatesForm(), launch.id
    form.offer(page.titles)
    if not form.validate_on_submit():
        return _rendered(launch, page, form, meanwhile.as_sent()), 400
    at = page.placement(form.link.data)
    moments = NO_DATES if request.form.get("act") == TAKE_BACK else form.moments()
    if moments and not _is_possible(page, form, at, moments):
        return _rendered(launch, page, form, meanwhile.as_sent()), 400
    if request.form.get("act") == LOOK:
        foreseen = foresee(db.session(), page, at, moments, utcnow())
        return _rendered(launch, page, form, meanwhile.as_sent(), foreseen)
    found = compare_dates(db.session(), launch, page, at, moments)
    if found.must_be_asked:
        return _rendered(launch, page, form, found), 409
    set_own_dates(db.session(), launch, subject.whose, at, moments, utcnow())
    _follow(launch, subject)
    db.session.commit()
    return redirect(_address(launch_id, subject, saved=1), 303)


def _is_possible(page: OwnDatesPage, form: OwnDatesForm, at: Placement | None, moments: Moments) -> bool:
    """Whether these dates can be; otherwise the form says what is wrong, at a date that was typed."""
    typed = [name for name in DATES if moments[name]]
    if not typed:
        form.tell([translate(NO_DATE)], "closes_at")
        return False
    said = {placement: each for placement, each in page.said.items() if at in (None, placement)}
    found = list(find_own_contradictions(said, as_own(page.subject.whose, at, moments)))
    for placement, each in found:
        place = each.place if each.place in typed else typed[0]
        facts = {"link": page.titles[placement], "problem": translate(each.wording, each.params)}
        form.tell([translate(AT_LINK, facts)], place)
    return not found


def _follow(launch: Launch, subject: Subject) -> None:
    db.session.flush()
    if subject.whose.user_id is not None:
        reschedule_person(db.session(), launch.context_id, subject.whose.user_id)
    elif subject.whose.branch_id is not None:
        reschedule_branch(db.session(), subject.whose.branch_id)


def _address(launch_id: str, subject: Subject, **more: Any) -> str:
    if subject.whose.user_id is None:
        return url_for("instructor.branch_dates", launch_id=launch_id, branch_id=subject.whose.branch_id, **more)
    return url_for("instructor.person_dates", launch_id=launch_id, user_id=subject.whose.user_id, **more)


def _rendered(
    launch: Launch,
    page: OwnDatesPage,
    form: OwnDatesForm,
    found: Meanwhile | None = None,
    foreseen: Sequence[Foreseen] | None = None,
) -> str:
    at = page.placement(form.link.data or "")
    return render_template(
        "instructor/dates/own_dates.html",
        page=page,
        form=form,
        touched=touched_by_dates(db.session(), launch.context_id, page.subject),
        meanwhile=found or dates_opened(page),
        foreseen=foreseen,
        pressed=TAKE_BACK if request.form.get("act") == TAKE_BACK else "",
        drop_url=_address(launch.id, page.subject, link=at.id if at else ""),
        address=partial(_address, launch.id, page.subject),
        saved="saved" in request.args,
    )
