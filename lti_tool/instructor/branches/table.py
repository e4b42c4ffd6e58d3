"""A list of people and branches as a CSV file, with each row that cannot be used in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lti_tool.errors import N_
from lti_tool.instructor.shared.people.lists import (
    PERSON_COLUMNS,
    PERSON_HEADERS,
    BadList,
    People,
    RowProblem,
    find_columns,
    find_formula,
    match_person,
    read_table,
)

MOST_ROWS = 50_000
LONGEST_BRANCH = 200
HEADERS = PERSON_HEADERS | {"branch": ("branch", "library", "location", "site")}


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One row: what names the person, by column, and the branch."""

    row: int
    person: Mapping[str, str]
    branch: str


@dataclass(slots=True)
class Plan:
    """Who goes where, by branch name; and the rows that say nothing usable."""

    places: dict[int, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def make_plan(data: bytes, people: People) -> Plan:
    """Read a file against the people of a course; raises BadList where no row can be read at all."""
    plan, rows_of = Plan(), dict[int, int]()
    for row in _rows(data):
        if isinstance(row, RowProblem):
            plan.problems.append(row)
            continue
        found = match_person(row.row, row.person, people)
        if isinstance(found, RowProblem):
            plan.problems.append(found)
        elif plan.places.setdefault(found, row.branch).casefold() != row.branch.casefold():
            wording = N_("The same person is in row %(other)s with another branch.")
            plan.problems.append(RowProblem(row.row, wording, {"other": rows_of[found]}))
        else:
            rows_of.setdefault(found, row.row)
    return plan


def _rows(data: bytes) -> Iterator[ListedPerson | RowProblem]:
    table = read_table(data)
    columns = _columns(next(table, (1, []))[1])
    for number, cells in table:
        if number > MOST_ROWS + 1:
            raise BadList(
                N_("Row %(row)s: the list is longer than %(most)s people. Split it, and upload the parts one by one."),
                params={"row": number, "most": MOST_ROWS},
            )
        if any(cells):
            yield _row(number, {name: cells[place] if place < len(cells) else "" for name, place in columns.items()})


def _row(number: int, cells: Mapping[str, str]) -> ListedPerson | RowProblem:
    if formula := find_formula(number, cells):
        return formula
    person = {name: cells[name] for name in PERSON_COLUMNS if cells.get(name)}
    if not person:
        return RowProblem(number, N_("The row names nobody."))
    if not cells["branch"]:
        return RowProblem(number, N_("The row names no branch."))
    if len(cells["branch"]) > LONGEST_BRANCH:
        return RowProblem(number, N_("The branch's name is longer than 200 characters."))
    return ListedPerson(number, person, " ".join(cells["branch"].split()))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where the columns are that we know; a person and a branch have to be among them."""
    columns = find_columns(header, HEADERS)
    if "branch" not in columns or not columns.keys() & set(PERSON_COLUMNS):
        raise BadList(N_("Row 1 must name the columns: email, id, or name for the person, and branch."))
    return columns
