"""The course grid: a page of people with a cell for each link, or all of them one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.delivery.telling.standing import Standing
from lti_tool.instructor.grid import query as grid_query
from lti_tool.instructor.grid.filter import GridFilter
from lti_tool.instructor.grid.links import Link
from lti_tool.instructor.grid.terms import Term
from lti_tool.instructor.shared.lateness import HandIn, judge
from lti_tool.instructor.shared.people.finding import branches_of
from lti_tool.paging import PER_PAGE

BATCH = 200
MOST_ADDRESSES = 1_000


class Done(StrEnum):
    """How far somebody is at one link."""

    NOT_STARTED = "not-started"
    BEGUN = "begun"
    NOT_PASSED = "not-passed"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person has at one link; shares are of 1, `hand_in` is the first one of the quiz in the term."""

    link: Link
    done: Done
    lessons_done: int
    attempts: int
    score_share: float | None
    seconds: int
    standing: Standing
    grade_share: float | None
    due_at: datetime | None
    hand_in: HandIn | None
    certified_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether the quiz was first handed in after it was due for this person."""
        return self.hand_in is not None and self.hand_in.is_late

    def is_overdue(self, now: datetime) -> bool:
        """Whether it was due and is not finished."""
        return bool(self.due_at and self.due_at < now and self.done != Done.FINISHED)


@dataclass(frozen=True, slots=True)
class Line:
    """One person: a row of `people`, and their cells in the order of the links."""

    person: Any
    cells: Sequence[Cell]

    @property
    def finished(self) -> int:
        """How many links are finished."""
        return sum(cell.done == Done.FINISHED for cell in self.cells)


@dataclass(frozen=True, slots=True)
class GridPage:
    """Fifty people at most; `found` is how many the filter fits.

    `addresses` are those that the LMS shares of the first MOST_ADDRESSES people, where the filter is narrow.
    """

    wanted: GridFilter
    lines: Sequence[Line]
    found: int
    branches: Sequence[Branch]
    addresses: Sequence[str]

    @property
    def pages(self) -> int:
        """How many pages there are; one even where nobody is found."""
        return max(1, -(-self.found // PER_PAGE))


def grid_page(
    session: Session, context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime
) -> GridPage:
    """Find one page, in a number of statements that grows neither with the class nor with the links."""
    asked = (context_id, links, wanted, term, now)
    listed = session.execute(grid_query.some(*asked).limit(MOST_ADDRESSES)).all() if wanted.is_narrow else []
    here = listed[wanted.offset : wanted.offset + PER_PAGE]
    is_all_listed = wanted.is_narrow and len(listed) < MOST_ADDRESSES
    if not here and not is_all_listed:
        here = session.execute(grid_query.some(*asked).limit(PER_PAGE).offset(wanted.offset)).all()
    found = len(listed) if is_all_listed else _count(session, here, grid_query.how_many(*asked))
    return GridPage(
        wanted,
        _lines(session, context_id, links, here, term),
        found,
        branches_of(session, context_id),
        [each.email for each in listed if each.email],
    )


def _count(session: Session, rows: Sequence[Any], how_many: grid_query.Query) -> int:
    """As the rows say; a page after the last one has none to ask."""
    return int(rows[0].found) if rows else session.scalar(how_many) or 0


def all_lines(
    session: Session, context_id: int, links: Sequence[Link], wanted: GridFilter, term: Term, now: datetime
) -> Iterator[Line]:
    """Everybody the filter fits, read in batches so that memory does not grow with the class."""
    query = grid_query.people(context_id, links, wanted, term, now).execution_options(yield_per=BATCH)
    for rows in session.execute(query).partitions():
        yield from _lines(session, context_id, links, rows, term)


def _lines(session: Session, context_id: int, links: Sequence[Link], people: Sequence[Any], term: Term) -> list[Line]:
    ids = [person.id for person in people]
    found = session.execute(grid_query.cells(context_id, links, ids, term)) if ids and links else ()
    cells = {(row.user_id, row.link): row for row in found}
    return [Line(person, [_cell(link, cells[person.id, link.id]) for link in links]) for person in people]


def _cell(link: Link, row: Any) -> Cell:
    return Cell(
        link=link,
        done=_how_far(row),
        lessons_done=row.lessons_done or 0,
        attempts=row.attempts or 0,
        score_share=row.score_share,
        seconds=row.seconds or 0,
        standing=Standing(row.standing) if row.standing else Standing.NOT_SENT,
        grade_share=row.score_given / row.score_maximum if row.standing else None,
        due_at=row.due_at,
        hand_in=_hand_in(row),
        certified_at=row.certified_at,
    )


def _hand_in(row: Any) -> HandIn | None:
    return judge(row.handed_in_at, row.late_at, row.said_due_at, row.said_closes_at) if row.handed_in_at else None


def _how_far(row: Any) -> Done:
    if row.submitted is None:
        return Done.NOT_STARTED
    if row.is_finished:
        return Done.FINISHED
    return Done.NOT_PASSED if row.submitted else Done.BEGUN
