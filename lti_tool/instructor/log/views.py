"""Who changed what in this course, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, hold_still
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.log.filter import KIND_WORDS, NO_PERSON, LogFilter, read_filter
from lti_tool.instructor.log.page import csv_rows, read_log
from lti_tool.lti.access import instructor_launch
from lti_tool.lti.extension import lti
from lti_tool.templating import translate
from lti_tool.text.csv_file import csv_response


@bp.get("/instructor/log")
def log() -> ResponseReturnValue:
    """The course's log, newest first: all of it, or what the address asks for."""
    launch, wanted = instructor_launch(), read_filter(request.args)
    return render_template(
        "instructor/log/log.html",
        page=read_log(db.session(), launch.context_id, wanted),
        wanted=wanted,
        kinds={kind: translate(words) for kind, words in KIND_WORDS.items()},
        no_person=NO_PERSON,
        is_first=not wanted.before,
        kept_days=current_app.extensions["settings"].keep_log_days,
    )


@bp.get("/instructor/log.csv")
def log_csv() -> ResponseReturnValue:
    """All that match, streamed."""
    launch, wanted = instructor_launch(), read_filter(request.args)
    return csv_response(_streamed(launch.context_id, wanted), "changes.csv")


def _streamed(context_id: int, wanted: LogFilter) -> Iterator[Sequence[object]]:
    """In a session of its own: the request's is closed by the time a file is sent."""
    with lti().reading_session() as session:
        hold_still(session)
        yield from csv_rows(session, context_id, wanted)
