"""Every answer at a link to take along: first what that means for people's privacy, then the file, which is logged."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.db import db, hold_still, utcnow
from lti_tool.instructor.answers.page import HandedIn, all_answers, count_handed_in
from lti_tool.instructor.answers.words import csv_rows
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.lti.access import instructor_launch
from lti_tool.lti.extension import lti
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import placement_of, shown
from lti_tool.text.csv_file import csv_response


@bp.get("/instructor/answers")
def answers() -> ResponseReturnValue:
    """What the file has, who may see it, and that it is out of this tool's hands from then on."""
    found = shown(instructor_launch())
    count = count_handed_in(db.session(), found.placement)
    return render_template("instructor/answers/answers.html", module=found.module, count=count)


@bp.post("/instructor/answers.csv")
def answers_csv() -> ResponseReturnValue:
    """A line for each answer, streamed; who took it is in the log before the first line leaves."""
    launch = instructor_launch()
    placement, zone = placement_of(launch), read_zone(request.form.get("zone"))
    placement_id, module_id = placement.id, placement.module_id
    record_change(db.session(), launch, CourseAction.ANSWERS_TAKEN, utcnow(), placement=placement_id)
    db.session.commit()
    return csv_response(csv_rows(_streamed(placement_id), zone), f"personal-answers-{module_id}.csv")


def _streamed(placement_id: int) -> Iterator[HandedIn]:
    """In a session of its own: the request's is closed by the time a file is sent."""
    with lti().reading_session() as session:
        hold_still(session)
        yield from all_answers(session, session.get_one(Placement, placement_id))
