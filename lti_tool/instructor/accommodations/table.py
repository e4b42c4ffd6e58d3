"""A list of what people have of their own, as a CSV file: time, attempts and dates, each row read or told why not.

Files that we write are read again whatever language their head is in. An empty cell leaves what is; 0, or for a date
“none”, takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from operator import le, lt

from lti_tool.errors import N_
from lti_tool.instructor.shared.moments import SKIPPED, skipped
from lti_tool.instructor.shared.people.lists import (
    PERSON_COLUMNS,
    PERSON_HEADERS,
    BadList,
    People,
    RowProblem,
    find_formula,
    match_person,
    read_rows,
)
from lti_tool.local_time import moments_of
from lti_tool.placements.dates import DATES
from lti_tool.placements.picking.description import EARLIEST, LATEST

MOST_ROWS = 2_000
MOST_PERCENT, MOST_ATTEMPTS = 900, 20
LABELS = {
    "name": N_("Name"),
    "email": N_("Email"),
    "id": N_("Id in your LMS"),
    "link": N_("Link (empty: the whole course)"),
    "extra_time": N_("Extra time, percent"),
    "extra_attempts": N_("Extra attempts"),
    "opens_at": N_("Opens"),
    "due_at": N_("Due"),
    "closes_at": N_("Closes"),
}
WORDS: Mapping[str, Sequence[str]] = PERSON_HEADERS | {
    "link": ("link", "module"),
    "extra_time": ("extra time", "extra_time", "extra time %", "time"),
    "extra_attempts": ("extra attempts", "extra_attempts", "attempts"),
    "opens_at": ("opens", "opens_at", "open"),
    "due_at": ("due", "due_at"),
    "closes_at": ("closes", "closes_at", "close", "until"),
}
NO_DATE = ("none", "ninguna", "ninguno")
_PATTERNS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p")
_AMERICAN_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_ISO_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_ORDER: Sequence[tuple[str, Callable[[datetime, datetime], bool], str, str]] = (
    ("opens_at", lt, "closes_at", N_("The quiz would close before it opens.")),
    ("due_at", le, "closes_at", N_("The quiz would be due after it closes.")),
    ("opens_at", le, "due_at", N_("The quiz would be due before it opens.")),
)
START, END = time(0, 0), time(23, 59)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one row asks for one person: None leaves a figure as it is; a date that is None is taken back.

    `placement_id` is the link that the dates are for, None for the whole course.
    """

    row: int
    user_id: int
    placement_id: int | None = None
    factor: float | None = None
    extra_attempts: int | None = None
    moments: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What a list asks for, row by row; and the rows that say nothing usable."""

    wishes: list[Wish] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Course:
    """What a list is read against: who is in the course, who has left it, its links by title, and the reader's zone."""

    people: People
    left: People
    links: Mapping[str, Sequence[int]]
    zone: tzinfo = UTC
    labels: Mapping[str, str] = field(default_factory=dict)


class _CannotUse(Exception):
    """What is wrong with a row, in words for the translators' catalogue."""

    def __init__(self, wording: str, **params: object) -> None:
        super().__init__(wording)
        self.wording, self.params = wording, params


def make_plan(data: bytes, course: Course) -> Plan:
    """Read a file against a course; raises BadList where no row can be read at all."""
    plan, rows_of = Plan(), dict[tuple[int, int | None], int]()
    said = {
        name: (*words, LABELS[name].casefold(), course.labels.get(name, "").casefold()) for name, words in WORDS.items()
    }
    for number, cells in read_rows(data, said, MOST_ROWS, _check_columns):
        try:
            wish = _read(number, cells, course)
            key = wish.user_id, wish.placement_id
            if key in rows_of:
                raise _CannotUse(N_("The same person is in row %(other)s already."), other=rows_of[key])
        except _CannotUse as problem:
            plan.problems.append(RowProblem(number, problem.wording, problem.params))
        else:
            rows_of[key] = number
            plan.wishes.append(wish)
    return plan


def _check_columns(columns: Mapping[str, int]) -> None:
    if not columns.keys() & set(PERSON_COLUMNS) or not columns.keys() - {*PERSON_COLUMNS, "link"}:
        raise BadList(
            N_("Row 1 must name the columns: email, id, or name for the person, and what to set. See the sample.")
        )


def _read(number: int, cells: Mapping[str, str], course: Course) -> Wish:
    if formula := find_formula(number, cells):
        raise _CannotUse(formula.wording, **formula.params)
    user_id = _person(number, cells, course)
    link = _link(cells.get("link", ""), course.links)
    factor, attempts = _factor(cells.get("extra_time", "")), _attempts(cells.get("extra_attempts", ""))
    moments = {name: _moment(name, cells[name], course.zone) for name in DATES if cells.get(name)}
    if link is not None and not (factor is None and attempts is None):
        raise _CannotUse(N_("Extra time and attempts hold in the whole course: leave the link empty, or those cells."))
    if factor is None and attempts is None and not moments:
        raise _CannotUse(N_("The row sets nothing."))
    _check_order(moments)
    return Wish(number, user_id, link, factor, attempts, moments)


def _person(number: int, cells: Mapping[str, str], course: Course) -> int:
    found = match_person(number, cells, course.people)
    if not isinstance(found, RowProblem):
        return found
    if not isinstance(match_person(number, cells, course.left), RowProblem):
        raise _CannotUse(N_("“%(person)s” has left this course."), **found.params)
    raise _CannotUse(found.wording, **found.params)


def _link(cell: str, links: Mapping[str, Sequence[int]]) -> int | None:
    if not cell:
        return None
    found = links.get(" ".join(cell.split()).casefold(), ())
    if not found:
        raise _CannotUse(N_("There is no link called “%(link)s” in this course."), link=cell[:100])
    if len(found) > 1:
        raise _CannotUse(
            N_("Several links are called “%(link)s”: set the dates on the person's page."), link=cell[:100]
        )
    return found[0]


def _factor(cell: str) -> float | None:
    percent = _count(cell.removesuffix("%").rstrip(), MOST_PERCENT)
    if cell and percent is None:
        raise _CannotUse(
            N_("“%(cell)s” is no extra time: type percent from 0 to %(most)s, as in 50 for time and a half."),
            cell=cell[:100],
            most=MOST_PERCENT,
        )
    return None if percent is None else 1 + percent / 100


def _attempts(cell: str) -> int | None:
    attempts = _count(cell, MOST_ATTEMPTS)
    if cell and attempts is None:
        wording = N_("“%(cell)s” is no number of extra attempts: type a whole number from 0 to %(most)s.")
        raise _CannotUse(wording, cell=cell[:100], most=MOST_ATTEMPTS)
    return attempts


def _count(cell: str, most: int) -> int | None:
    fits = cell.isascii() and cell.isdigit() and len(cell) <= 4 and int(cell) <= most
    return int(cell) if fits else None


def _moment(name: str, cell: str, zone: tzinfo) -> datetime | None:
    """A date of a cell: a day alone is its first minute where something opens, and else its last.

    Of a time that comes twice, the first is meant; the preview says so.
    """
    if cell.casefold() in NO_DATE:
        return None
    at = _typed(cell, START if name == "opens_at" else END)
    if at is None:
        wording = N_("“%(cell)s” is no date: type it as 2026-12-31 17:00, or none to take a date back.")
        raise _CannotUse(wording, cell=cell[:100])
    if not EARLIEST <= at.year <= LATEST:
        wording = N_("“%(cell)s”: choose a year from %(first)s to %(last)s.")
        raise _CannotUse(wording, cell=cell[:100], first=EARLIEST, last=LATEST)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    moments = moments_of(at, zone)
    if not moments:
        raise _CannotUse(SKIPPED, **skipped(at, zone))
    return moments[0]


def _typed(cell: str, of_day: time) -> datetime | None:
    if _ISO_DAY.fullmatch(cell):
        patterns: tuple[str, ...] = ("%Y-%m-%d",)
    elif _AMERICAN_DAY.fullmatch(cell):
        patterns = ("%m/%d/%Y",)
    else:
        return _typed_moment(cell)
    day = _parse(cell, patterns)
    return datetime.combine(day, of_day) if day else None


def _typed_moment(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return _parse(cell, _PATTERNS)


def _parse(cell: str, patterns: Sequence[str]) -> datetime | None:
    for pattern in patterns:
        try:
            return datetime.strptime(cell, pattern)
        except ValueError:
            continue
    return None


def _check_order(moments: Mapping[str, datetime | None]) -> None:
    for earlier, is_kept, later, wording in _ORDER:
        first, then = moments.get(earlier), moments.get(later)
        if first and then and not is_kept(first, then):
            raise _CannotUse(wording)
