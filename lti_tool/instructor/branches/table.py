"""A list of people and branches as a CSV file: read whatever saved it, with each row that cannot be used in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lti_tool.errors import N_, ToolError

MOST_ROWS = 50_000
LONGEST_LINE = 10_000
LONGEST_BRANCH = 200
FORMULA_STARTS = ("=", "+", "-", "@")
HEADERS = {
    "id": ("id", "user_id", "user id", "userid", "sis id", "sis_id", "sub"),
    "email": ("email", "e-mail", "mail", "email address"),
    "name": ("name", "full name", "person", "learner"),
    "branch": ("branch", "library", "location", "site"),
}
PERSON_COLUMNS = ("id", "email", "name")


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


@dataclass(frozen=True, slots=True)
class People:
    """The people of a course by what a list may call them; a name or address may be several people's."""

    by_column: Mapping[str, Mapping[str, Sequence[int]]]

    def find(self, column: str, value: str) -> Sequence[int]:
        """The people that a cell names; ids are matched exactly, the rest whatever the case."""
        return self.by_column[column].get(value if column == "id" else value.casefold(), ())


def make_plan(data: bytes, people: People) -> Plan:
    """Read a file against the people of a course; raises BadList where no row can be read at all."""
    plan, rows_of = Plan(), dict[int, int]()
    for row in _rows(data):
        if isinstance(row, RowProblem):
            plan.problems.append(row)
            continue
        found = _match(row, people)
        if isinstance(found, RowProblem):
            plan.problems.append(found)
        elif plan.places.setdefault(found, row.branch).casefold() != row.branch.casefold():
            wording = N_("The same person is in row %(other)s with another branch.")
            plan.problems.append(RowProblem(row.row, wording, {"other": rows_of[found]}))
        else:
            rows_of.setdefault(found, row.row)
    return plan


def _match(row: ListedPerson, people: People) -> int | RowProblem:
    column, value = next(iter(row.person.items()))
    found = people.find(column, value)
    if not found:
        return RowProblem(row.row, N_("Nobody in this course is “%(person)s”."), {"person": value[:100]})
    if len(found) > 1:
        wording = N_("%(count)s people in this course are “%(person)s”; use their email address.")
        return RowProblem(row.row, wording, {"person": value[:100], "count": len(found)})
    return found[0]


def _rows(data: bytes) -> Iterator[ListedPerson | RowProblem]:
    table = _table(_decode(data))
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
    if formula := next((each for each in cells.values() if each.startswith(FORMULA_STARTS)), None):
        return RowProblem(number, N_("“%(cell)s” looks like a formula. Type plain words."), {"cell": formula[:100]})
    person = {name: cells[name] for name in PERSON_COLUMNS if cells.get(name)}
    if not person:
        return RowProblem(number, N_("The row names nobody."))
    if not cells["branch"]:
        return RowProblem(number, N_("The row names no branch."))
    if len(cells["branch"]) > LONGEST_BRANCH:
        return RowProblem(number, N_("The branch's name is longer than 200 characters."))
    return ListedPerson(number, person, " ".join(cells["branch"].split()))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where the columns are that we know; the others may say what they like."""
    places = {cell.casefold(): place for place, cell in reversed(list(enumerate(header)))}
    columns = {
        name: next(places[word] for word in words if word in places)
        for name, words in HEADERS.items()
        if any(word in places for word in words)
    }
    if "branch" not in columns or not columns.keys() & set(PERSON_COLUMNS):
        raise BadList(N_("Row 1 must name the columns: email, id, or name for the person, and branch."))
    return columns


def _table(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise BadList(N_("Row %(row)s is too long for a person and a branch."), params={"row": number})
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
