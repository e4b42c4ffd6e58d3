"""Grades on their way: where each score of the course is, sending again, and comparing with the gradebooks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction, Fact
from lti_tool.db import db, utcnow
from lti_tool.delivery import queueing
from lti_tool.delivery.checks import course_checks as checks
from lti_tool.delivery.checks.comparing import Difference, Finding, mend, recreate_column
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.telling import course_scores as syncing
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.grades.page import grade_rows, group_findings
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.work import service

BACK = {"home": "instructor.home", "grades": "instructor.grade_sync", "check": "instructor.grade_check"}


@bp.get("/instructor/grades")
def grade_sync() -> ResponseReturnValue:
    """Where every score of this course is: counts, what did not arrive and why, what to do."""
    launch, session = instructor_launch(), db.session()
    show = request.args.get("show", "")
    page = syncing.list_scores(session, launch.context_id, show, request.args.get("page", 1, type=int))
    return render_template(
        "instructor/grades/grades.html",
        counts=syncing.count_states(session, launch.context_id),
        lanes=syncing.find_troubled_lanes(session, launch.context_id, utcnow()),
        page=page,
        rows=grade_rows(page),
        show=show if show in syncing.SHOWN else "",
        sent=request.args.get("sent", type=int),
        may_configure=may_configure(launch),
    )


@bp.get("/instructor/grades/counts")
def grade_counts() -> ResponseReturnValue:
    """The counts alone, for a page that keeps itself true."""
    launch = instructor_launch()
    counts = syncing.count_states(db.session(), launch.context_id)
    return render_template("instructor/grades/_grade_counts.html", counts=counts)


@bp.post("/instructor/grades/resend")
def resend_many() -> ResponseReturnValue:
    """Send all that failed again, or everything."""
    launch, now = configuring_launch(), utcnow()
    launch_id, only_failed = launch.id, request.form.get("which") != "all"
    count = syncing.resend_many(db.session(), launch.context_id, now, only_failed=only_failed)
    _note(launch, CourseAction.SCORES_SENT_AGAIN, count=count)
    db.session.commit()
    return redirect(url_for("instructor.grade_sync", launch_id=launch_id, sent=count), 303)


@bp.post("/instructor/deliveries/<id:delivery_id>/resend")
def resend(delivery_id: int) -> ResponseReturnValue:
    """Send one score again, in place of whatever the gradebook says."""
    launch = configuring_launch()
    launch_id, delivery = launch.id, _delivery(launch, delivery_id)
    queueing.resend(db.session(), delivery, utcnow())
    _note(launch, CourseAction.SCORE_REPLACED, user=delivery.user_id, placement=delivery.placement_id)
    db.session.commit()
    return redirect(url_for(BACK.get(request.form.get("back", ""), BACK["home"]), launch_id=launch_id), 303)


@bp.get("/instructor/grades/check")
def grade_check() -> ResponseReturnValue:
    """What the gradebooks of this course hold, against what they should: the last comparison, or how far it is."""
    launch = instructor_launch()
    check = checks.find(db.session(), launch.context_id)
    groups = group_findings(check.findings if check else ())
    return render_template(
        "instructor/grades/grade_check.html",
        check=check,
        groups=groups,
        sent=request.args.get("sent", type=int),
        may_configure=may_configure(launch),
    )


@bp.get("/instructor/grades/check/progress")
def grade_check_progress() -> ResponseReturnValue:
    """How far it is, alone."""
    check = checks.find(db.session(), instructor_launch().context_id)
    return render_template("instructor/grades/_grade_check_progress.html", check=check)


@bp.post("/instructor/grades/check")
def grade_check_posted() -> ResponseReturnValue:
    """Begin a comparison; it goes on when this page is closed."""
    launch = instructor_launch()
    service.ask(db.session(), launch.context_id, checks.CHECK, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.grade_check", launch_id=launch.id), 303)


@bp.post("/instructor/grades/mend")
def grade_mend() -> ResponseReturnValue:
    """Send again what the comparison found missing or out of date; what a person changed is left alone."""
    launch = configuring_launch()
    found = _found(launch)
    count = mend(db.session(), found, utcnow())
    _note(launch, CourseAction.SCORES_SENT_AGAIN, count=count)
    db.session.commit()
    return redirect(url_for("instructor.grade_check", launch_id=launch.id, sent=count), 303)


@bp.post("/instructor/grades/columns/<id:link_id>")
def grade_column(link_id: int) -> ResponseReturnValue:
    """Request a new column for one that was deleted in the gradebook."""
    launch = configuring_launch()
    launch_id, finding = launch.id, _missing_column(launch, link_id)
    count = recreate_column(db.session(), finding.link_id, utcnow())
    _note(launch, CourseAction.COLUMN_MADE_ANEW, count=count, placement=finding.placement_id)
    db.session.commit()
    return redirect(url_for("instructor.grade_check", launch_id=launch_id, sent=count), 303)


def _delivery(launch: Launch, delivery_id: int) -> ScoreDelivery:
    """One of this course's scores; nobody else's can be sent from here."""
    delivery = syncing.find_delivery(db.session(), launch.context_id, delivery_id)
    if delivery is None:
        raise NotFound(N_("There is no such score in this course."))
    return delivery


def _found(launch: Launch) -> Sequence[Finding]:
    """What the course's last comparison found."""
    check = checks.find(db.session(), launch.context_id)
    return check.findings if check else ()


def _missing_column(launch: Launch, link_id: int) -> Finding:
    """A column that the course's last comparison found deleted."""
    for finding in _found(launch):
        if finding.link_id == link_id and finding.kind == Difference.NO_COLUMN:
            return finding
    raise NotFound(N_("There is no such gradebook column in this course's last comparison."))


def _note(launch: Launch, action: CourseAction, **facts: Fact) -> None:
    record_change(db.session(), launch, action, utcnow(), **facts)
