"""How a table's rows may concern a person, and what each of its columns is to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.orm import Session

from lti_tool.db import Base, table_of
from lti_tool.privacy.person import Person

Find = Callable[[Person], ColumnElement[bool]]
"""The condition on a table for the rows that concern somebody."""
TakeOut = Callable[[Session, Person, Any], Any]
"""What a column's value is without the person in it."""


class Kind(StrEnum):
    """What rows are to the person whom they concern, and so what becomes of them when that person is erased."""

    OWN = "own"
    """Theirs: handed out whole; deleted."""
    NAMELESS = "nameless"
    """Theirs, but others have a reason to keep it, such as a licence: handed out whole; stays, without a name."""
    MENTION = "mention"
    """Somebody else's, a course's or an operator's: what `told` names is handed out; stays, with them taken out."""
    STATISTIC = "statistic"
    """Sums in which they may be counted; they name nobody. A wide net: rows of the courses that know the person."""


class Part(StrEnum):
    """What a column holds."""

    PERSON = "person"
    """Names the person whose row it is, or is their number."""
    CONTENT = "content"
    """What they did, wrote, got or were given."""
    OTHERS = "others"
    """Names somebody who dealt with the row, or whom it speaks of: an author, a moderator, a mentee."""
    WORDS = "words"
    """Free words of staff or operators: they may name anybody, and no search can tell."""
    COUNT = "count"
    """A sum over many people."""
    SECRET = "secret"  # noqa: S105  a word for the column, no secret
    """Opens something, or would help to: never handed out."""
    PLAIN = "plain"
    """Nothing of a person: numbers of rows, codes of content, states, settings, times of the tool's own work."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one table that concern a person in one way.

    `name` is where they stand in an export; `title` is what they are to the person, marked for translation. `told` are
    the columns that a mention hands out. `take_out` says, by column, what stands there once the person is out of it: a
    constant, or a function of what stood there.
    """

    name: str
    kind: Kind
    title: str
    find: Find
    told: tuple[str, ...] = ()
    take_out: Mapping[str, TakeOut | object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table: what each column is, and how rows concern people.

    Where `holdings` is empty, `nobody` says why it concerns nobody, or why nobody can be found in it.
    """

    model: type[Base]
    parts: Mapping[str, Part]
    holdings: tuple[Holding, ...] = ()
    nobody: str = ""

    @property
    def table(self) -> Table:
        """The table itself; columns are named as the database names them."""
        return table_of(self.model)

    def columns(self, *wanted: Part) -> list[str]:
        """The columns that are one of these, in the table's order."""
        return [column.name for column in self.table.columns if self.parts[column.name] in wanted]


def parts(**columns: str) -> dict[str, Part]:
    """What each column is: `parts(person="user_id", plain="id number")`."""
    return {name: Part(part) for part, names in columns.items() for name in names.split()}


def told(columns: str) -> tuple[str, ...]:
    """Columns that a mention hands out: `told("id updated_at")`."""
    return tuple(columns.split())


def all_of(*maps: Iterable[TableMap]) -> dict[str, TableMap]:
    """The maps by their table's name."""
    return {each.table.name: each for some in maps for each in some}
