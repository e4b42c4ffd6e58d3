"""The results to take along: as a file for a spreadsheet, and as a page for paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.results.filter import ResultFilter, read_filter
from lti_tool.instructor.results.page import ResultRow, all_results
from lti_tool.instructor.results.words import STATE_WORDS, csv_rows
from lti_tool.local_time import reader_zone
from lti_tool.lti.access import instructor_launch
from lti_tool.lti.extension import lti
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown
from lti_tool.templating import translate
from lti_tool.text.csv_file import csv_response

MOST_ON_PAPER = 1_000


@bp.get("/instructor/results.csv")
def results_csv() -> ResponseReturnValue:
    """Everybody who matches the page's filter, streamed."""
    found = shown(instructor_launch())
    rows = _streamed(found.placement.id, read_filter(request.args))
    return csv_response(csv_rows(rows, len(found.module.lessons), reader_zone()), f"{found.module.id}.csv")


@bp.get("/instructor/results/print")
def results_print() -> ResponseReturnValue:
    """The same as a plain list to print."""
    found = shown(instructor_launch())
    wanted = read_filter(request.args)
    rows = list(islice(all_results(db.session(), found.placement, wanted), MOST_ON_PAPER + 1))
    return render_template(
        "instructor/results/results_print.html",
        module=found.module,
        rows=rows[:MOST_ON_PAPER],
        is_cut=len(rows) > MOST_ON_PAPER,
        most=MOST_ON_PAPER,
        wanted=wanted,
        state_words=translate(STATE_WORDS[wanted.state]),
        lessons_total=len(found.module.lessons),
        printed_at=utcnow(),
    )


def _streamed(placement_id: int, wanted: ResultFilter) -> Iterator[ResultRow]:
    """In a session of its own: the request's is closed by the time a file is sent."""
    with lti().reading_session() as session:
        yield from all_results(session, session.get_one(Placement, placement_id), wanted)
