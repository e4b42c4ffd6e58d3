"""“My certificates and hours”: one page over all courses, the same to print and as a file, and a new name on all."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.certificates.address import provider, verify_page
from lti_tool.certificates.names import platform_name
from lti_tool.certificates.renaming import put_in_place, renamed
from lti_tool.certificates.wording import days_in
from lti_tool.db import db, utcnow
from lti_tool.learner.blueprint import bp
from lti_tool.learner.certificates.page import Record, csv_rows, read_record
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import format_minutes
from lti_tool.text.csv_file import csv_response


@bp.get("/certificates")
def certificates() -> ResponseReturnValue:
    """Every certificate of this person's in any course of their LMS, with the hours they make."""
    launch = current_launch()
    return render_template(
        "learner/certificates/certificates.html",
        record=_record(launch),
        renamed=renamed(db.session(), launch.user),
        new_name=platform_name(launch.user.name),
        duration=format_minutes,
        day=days_in(launch.locale),
        module_of=catalogue().module,
    )


@bp.get("/certificates/print")
def certificates_print() -> ResponseReturnValue:
    """The valid ones as a list for a form of continuing education."""
    launch = current_launch()
    return render_template(
        "learner/certificates/record.html",
        record=_record(launch),
        name=platform_name(launch.user.name),
        provider=provider(),
        duration=format_minutes,
        day=days_in(launch.locale),
        check_address=verify_page(),
        printed_at=utcnow(),
    )


@bp.get("/certificates.csv")
def certificates_csv() -> ResponseReturnValue:
    """The same for a spreadsheet."""
    return csv_response(list(csv_rows(_record(current_launch()))), "my-certificates.csv")


@bp.post("/certificates/name")
def rename_certificates() -> ResponseReturnValue:
    """Put the name that the platform gives now on all of them: each gets another in its place, with a new code."""
    launch = current_launch()
    launch_id, name, now = launch.id, platform_name(launch.user.name), utcnow()
    for each in renamed(db.session(), launch.user):
        put_in_place(db.session(), each, name, now)
    db.session.commit()
    return redirect(url_for("learner.certificates", launch_id=launch_id), 303)


def _record(launch: Launch) -> Record:
    return read_record(db.session(), launch, request.args.get("year", type=int) or None)
