"""A list of people and branches as a CSV file, with each row that cannot be used in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lti_tool.errors import N_
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

MOST_ROWS = 50_000
LONGEST_BRANCH = 200
HEADERS = PERSON_HEADERS | {"branch": ("branch", "library", "location", "site")}


@dataclass(slots=True)
class Plan:
    """Who goes where, by branch name; and the rows that say nothing usable."""

    places: dict[int, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def make_plan(data: bytes, people: People) -> Plan:
    """Read a file against the people of a course; raises BadList where no row can be read at all."""
    plan, rows_of = Plan(), dict[int, int]()
    for number, cells in read_rows(data, HEADERS, MOST_ROWS, _check_columns):
        found = _place(number, cells, people)
        if isinstance(found, RowProblem):
            plan.problems.append(found)
            continue
        user_id, branch = found
        if plan.places.setdefault(user_id, branch).casefold() != branch.casefold():
            wording = N_("The same person is in row %(other)s with another branch.")
            plan.problems.append(RowProblem(number, wording, {"other": rows_of[user_id]}))
        else:
            rows_of.setdefault(user_id, number)
    return plan


def _check_columns(columns: Mapping[str, int]) -> None:
    if "branch" not in columns or not columns.keys() & set(PERSON_COLUMNS):
        raise BadList(N_("Row 1 must name the columns: email, id, or name for the person, and branch."))


def _place(row: int, cells: Mapping[str, str], people: People) -> tuple[int, str] | RowProblem:
    """The person whom a row names, and the branch's name."""
    if formula := find_formula(row, cells):
        return formula
    found = match_person(row, cells, people)
    if isinstance(found, RowProblem):
        return found
    if not cells["branch"]:
        return RowProblem(row, N_("The row names no branch."))
    if len(cells["branch"]) > LONGEST_BRANCH:
        return RowProblem(row, N_("The branch's name is longer than 200 characters."))
    return found, " ".join(cells["branch"].split())
