"""A list of people as a CSV file: read whatever saved it, with each row that cannot be used told in words."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import Membership, User

LONGEST_LINE = 10_000
FORMULA_STARTS = ("=", "+", "-", "@")
PERSON_COLUMNS = ("id", "email", "name")
PERSON_HEADERS = {
    "id": ("id", "user_id", "user id", "userid", "sis id", "sis_id", "sub"),
    "email": ("email", "e-mail", "mail", "email address"),
    "name": ("name", "full name", "person", "learner"),
}


class BadList(ToolError):
    """A file that is no list we can read."""

    title = N_("That list could not be read")
    advice = N_("Nothing was changed.")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row, counted from 1 as spreadsheets do."""

    row: int
    wording: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a course by what a list may call them; a name or address may be several people's."""

    by_column: Mapping[str, Mapping[str, Sequence[int]]]

    def find(self, column: str, value: str) -> Sequence[int]:
        """The people that a cell names; ids are matched exactly, the rest whatever the case."""
        return self.by_column[column].get(value if column == "id" else value.casefold(), ())


def known_people(session: Session, context_id: int, *, is_active: bool = True) -> People:
    """The learners of a course, or those who left it, by what a list may call them."""
    found: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in PERSON_COLUMNS}
    for row in session.execute(learners(context_id, is_active=is_active)):
        found["id"][row.id_on_platform].append(row.id)
        found["email"][row.email.casefold()].append(row.id)
        found["name"][" ".join(row.name.split()).casefold()].append(row.id)
    return People(found)


def learners(context_id: int, *, is_active: bool = True) -> Select[int, str, str, str]:
    """Those who learn in a course, or did until they left it."""
    return (
        select(User.id, User.name, User.email, User.id_on_platform)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == context_id, Membership.is_staff.is_(False), Membership.is_active.is_(is_active))
    )


def match_person(row: int, cells: Mapping[str, str], people: People) -> int | RowProblem:
    """The one person whom a row names, by the first of its cells that says whom; or what is wrong with that."""
    column, value = next(((name, cells[name]) for name in PERSON_COLUMNS if cells.get(name)), ("", ""))
    if not column:
        return RowProblem(row, N_("The row names nobody."))
    found = people.find(column, value)
    if not found:
        return RowProblem(row, N_("Nobody in this course is “%(person)s”."), {"person": value[:100]})
    if len(found) > 1:
        wording = N_("%(count)s people in this course are “%(person)s”; use their email address.")
        return RowProblem(row, wording, {"person": value[:100], "count": len(found)})
    return found[0]


def find_formula(row: int, cells: Mapping[str, str]) -> RowProblem | None:
    """A cell that a spreadsheet would run."""
    found = next((each for each in cells.values() if each.startswith(FORMULA_STARTS)), None)
    wording = N_("“%(cell)s” looks like a formula. Type plain words.")
    return RowProblem(row, wording, {"cell": found[:100]}) if found else None


def find_columns(header: Sequence[str], headers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where the columns are that we know; the others may say what they like."""
    places = {cell.casefold(): place for place, cell in reversed(list(enumerate(header)))}
    return {
        name: next(places[word] for word in words if word in places)
        for name, words in headers.items()
        if any(word in places for word in words)
    }


def read_rows(
    data: bytes, headers: Mapping[str, Sequence[str]], most: int, check_columns: Callable[[Mapping[str, int]], None]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something, each with its number and its cells by the column's name.

    `check_columns` raises BadList where the first row lacks a column. Raises BadList, after `most` rows too.
    """
    table = read_table(data)
    columns = find_columns(next(table, (1, []))[1], headers)
    check_columns(columns)
    for number, cells in table:
        if number > most + 1:
            raise BadList(
                N_("Row %(row)s: the list is longer than %(most)s people. Split it, and upload the parts one by one."),
                params={"row": number, "most": most},
            )
        if any(cells):
            yield number, {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}


def read_table(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with their numbers, counted from 1 as spreadsheets do; raises BadList."""
    text = _decode(data)
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise BadList(N_("Row %(row)s is too long for what this list says of a person."), params={"row": number})
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as problem:
        wording = N_("Row %(row)s cannot be read as CSV. Look for a quotation mark that is never closed.")
        raise BadList(wording, params={"row": number + 1}) from problem


def _decode(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 where it says so; anything else is told with its row."""
    if data.startswith(b"PK\x03\x04"):
        raise BadList(N_("This is a spreadsheet file. Save it as CSV (“CSV UTF-8” in Excel), and choose that."))
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        wording = N_(
            "Row %(row)s has letters that are not in UTF-8. Save the list as “CSV UTF-8”, and choose it again."
        )
        raise BadList(wording, params={"row": data[: problem.start].count(b"\n") + 1}) from problem
    if not text.strip():
        raise BadList(N_("The list is empty. Choose a CSV file with a row for each person."))
    if "\0" in text:
        raise BadList(N_("This is not a text file. Save the list as CSV, and choose that."))
    return text
