"""The report for a training coordinator: all courses of the deployment, in counts only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.community.export import export_deployment
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, LEAST_RESPONSES
from lti_tool.coordinators import service
from lti_tool.coordinators.publishing import counted_until, publish
from lti_tool.coordinators.report import Course, add_up, read_courses
from lti_tool.db import db, hold_still, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.coordinator.words import count_words, csv_rows, modules_of, skill_rows
from lti_tool.instructor.shared.share_steps import step
from lti_tool.instructor.shared.told_shares import percent_words
from lti_tool.lti.extension import lti
from lti_tool.lti.session import current_launch
from lti_tool.paging import PER_PAGE, page_number
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import in_words, page_language
from lti_tool.text.csv_file import csv_response


@bp.get("/coordinator")
def coordinator() -> ResponseReturnValue:
    """The report, for whoever was invited; for anybody else the field for a code."""
    launch = current_launch()
    if not service.is_coordinator(db.session(), launch):
        return render_template("instructor/coordinator/coordinator_code.html", refused="")
    deployment_id = launch.context.deployment_id
    until = counted_until(db.session(), deployment_id, utcnow())
    courses = _courses(deployment_id)
    totals = add_up(courses)
    page = min(page_number(), 1 + len(courses) // PER_PAGE)
    return render_template(
        "instructor/coordinator/coordinator.html",
        totals=totals,
        counted_until=until,
        courses=courses[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        has_more=len(courses) > page * PER_PAGE,
        modules=modules_of(totals.modules, page_language()),
        skill_rows=skill_rows,
        count_words=count_words,
        percent_words=percent_words,
        step=step,
        least_people=LEAST_PEOPLE,
        least_responses=LEAST_RESPONSES,
    )


@bp.post("/coordinator")
def coordinator_code() -> ResponseReturnValue:
    """Take an invitation up."""
    launch = current_launch()
    try:
        service.take_up(db.session(), launch, request.form.get("code", ""), utcnow())
    except service.CodeRefused as problem:
        db.session.rollback()
        current_launch()
        return render_template(
            "instructor/coordinator/coordinator_code.html", refused=in_words(problem)
        ), problem.status
    db.session.commit()
    return redirect(url_for("instructor.coordinator", launch_id=launch.id), 303)


@bp.get("/coordinator/report.csv")
def coordinator_csv() -> ResponseReturnValue:
    """The whole report as a file: a line for each course and module, and for each course and skill."""
    deployment_id = service.require_coordinator(db.session(), current_launch())
    _bring_up_to_date(deployment_id)
    return csv_response(_streamed(deployment_id, page_language()), "courses.csv")


@bp.get("/coordinator/contributions.yaml")
def coordinator_contributions() -> ResponseReturnValue:
    """What the courses' instructors let in and anybody may use."""
    deployment_id = service.require_coordinator(db.session(), current_launch())
    headers = {"Content-Disposition": 'attachment; filename="contributions.yaml"'}
    return Response(export_deployment(db.session(), deployment_id), mimetype="application/yaml", headers=headers)


def _courses(deployment_id: int) -> list[Course]:
    _bring_up_to_date(deployment_id)
    with lti().reading_session() as session:
        return list(read_courses(session, deployment_id))


def _bring_up_to_date(deployment_id: int) -> None:
    """In a session of its own, which takes SQLite's write lock although a page is only asked for.

    The request's own session has begun to read: it would not see what is written now.
    """
    with lti().session_factory() as session:
        session.connection(execution_options={"reads_only": False})
        publish(session, deployment_id, catalogue().modules)
        session.commit()


def _streamed(deployment_id: int, language: str) -> Iterator[Sequence[object]]:
    """In a session of its own: the request's is closed by the time a file is sent."""
    with lti().reading_session() as session:
        hold_still(session)
        yield from csv_rows(read_courses(session, deployment_id), language)
