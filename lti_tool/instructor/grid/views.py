"""The course grid: as a page, as a file for a spreadsheet, and as a page for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import db, hold_still, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.grid import words
from lti_tool.instructor.grid.filter import GridFilter, Sort, read_filter
from lti_tool.instructor.grid.links import Link, links_of
from lti_tool.instructor.grid.page import MOST_ADDRESSES, Line, all_lines, grid_page
from lti_tool.instructor.grid.terms import read_term
from lti_tool.instructor.shared.people.finding import NO_BRANCH
from lti_tool.instructor.shared.work_views import roster_of
from lti_tool.lti.access import instructor_launch, may_configure
from lti_tool.lti.extension import lti
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import find_shown
from lti_tool.templating import translate
from lti_tool.text.csv_file import csv_response
from lti_tool.transfer.work import count_waiting

MOST_ON_PAPER = 500


@bp.get("/instructor/grid")
def grid() -> ResponseReturnValue:
    """Fifty people of the course with a cell for each of its links; who is behind, and words for them."""
    launch, wanted, now = instructor_launch(), read_filter(request.args), utcnow()
    every_link = _every_link(launch)
    links = _shown(every_link, wanted)
    term = read_term(db.session(), launch.context_id, wanted.term)
    return render_template(
        "instructor/grid/grid.html",
        title=launch.context.title,
        page=grid_page(db.session(), launch.context_id, links, wanted, term, now),
        links=links,
        term=term,
        every_link=every_link,
        states={state: translate(said) for state, said in words.STATE_WORDS.items()},
        sorts=Sort,
        no_branch=NO_BRANCH,
        most_addresses=MOST_ADDRESSES,
        reminder=words.reminder(links, wanted.time_zone, now),
        roster=roster_of(db.session(), launch, now),
        may_configure=may_configure(launch),
        waiting_work=count_waiting(db.session(), launch.context_id),
        **_cell_words(now),
    )


@bp.get("/instructor/grid.csv")
def grid_csv() -> ResponseReturnValue:
    """A line for everybody whom the page's filter fits and each link, streamed."""
    launch, wanted, now = instructor_launch(), read_filter(request.args), utcnow()
    links = _shown(links_of(db.session(), launch, catalogue()), wanted)
    lines = _streamed(launch.context_id, links, wanted, now)
    return csv_response(words.csv_rows(lines, wanted.time_zone, now), "course.csv")


@bp.get("/instructor/grid/print")
def grid_print() -> ResponseReturnValue:
    """The same as a plain table to print."""
    launch, wanted, now = instructor_launch(), read_filter(request.args), utcnow()
    links = _shown(links_of(db.session(), launch, catalogue()), wanted)
    term = read_term(db.session(), launch.context_id, wanted.term)
    lines = list(islice(all_lines(db.session(), launch.context_id, links, wanted, term, now), MOST_ON_PAPER + 1))
    return render_template(
        "instructor/grid/grid_print.html",
        title=launch.context.title,
        wanted=wanted,
        links=links,
        term=term,
        lines=lines[:MOST_ON_PAPER],
        is_cut=len(lines) > MOST_ON_PAPER,
        most=MOST_ON_PAPER,
        state_words=translate(words.STATE_WORDS[wanted.state]),
        printed_at=now,
        **_cell_words(now),
    )


def _every_link(launch: Launch) -> list[Link]:
    """The course's links; a new one that was just opened is stored when its module is first read."""
    found = links_of(db.session(), launch, catalogue())
    if launch.resource_link_id and not any(each.is_opened for each in found) and find_shown(launch):
        return links_of(db.session(), launch, catalogue())
    return found


def _shown(links: Sequence[Link], wanted: GridFilter) -> list[Link]:
    """The wanted link alone, or all where none of this course was asked for."""
    return [each for each in links if each.id == wanted.link] or list(links)


def _cell_words(now: datetime) -> dict[str, object]:
    cells = words.Words(now)
    return {
        "done_words": cells.done,
        "standing_words": cells.standing,
        "late_words": cells.late,
        "line_words": partial(words.line_words, now=now),
    }


def _streamed(context_id: int, links: Sequence[Link], wanted: GridFilter, now: datetime) -> Iterator[Line]:
    """In a session of its own: the request's is closed by the time a file is sent."""
    with lti().reading_session() as session:
        hold_still(session)
        term = read_term(session, context_id, wanted.term)
        yield from all_lines(session, context_id, links, wanted, term, now)
