"""Rows as a table that people read: columns have words, and values are said as pages say them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from lti_tool.attempts.snapshots import read_items
from lti_tool.audit import AuditEvent
from lti_tool.change_log.lines import spoken_of, word_line
from lti_tool.errors import N_
from lti_tool.placements.words import UNSET
from lti_tool.privacy.export.activities import KINDS, say_activity
from lti_tool.privacy.export.answers import word_answer, word_question
from lti_tool.privacy.export.labels import CODED, CODES, LABELS
from lti_tool.privacy.export.rows import AT_ONCE, handed_out, read_rows
from lti_tool.privacy.export.surroundings import Surroundings
from lti_tool.privacy.held.log import LOG
from lti_tool.privacy.held.scores import findings_on
from lti_tool.privacy.holding import Holding, Kind, Part, TableMap
from lti_tool.privacy.person import Person
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.review.wording import in_language
from lti_tool.templating import format_points, format_said, translate

Line = tuple[list[str], ...]
"""The cells of a row, each the lines that stand in it."""
WHERE = ("context_id", "placement_id", "resource_link_id", "branch_id", "module_id")
NUMBERS_OF_ROWS = frozenset({"id", "user_id", "person", "attempt_id", "own_content_id", "delivery_id", "seed"})
LOG_HEADS = (N_("When"), N_("What"), N_("Why"))


@dataclass(frozen=True, slots=True)
class Table:
    """What a page shows of a holding; the rows are read while it is shown."""

    heads: tuple[str, ...]
    rows: Iterator[Line]


def read_table(session: Session, table: TableMap, holding: Holding, person: Person, around: Surroundings) -> Table:
    """A holding as a table."""
    if table in LOG:
        return Table(tuple(map(translate, LOG_HEADS)), _log_lines(session, holding, person, around))
    columns = shown_columns(table, holding)
    rows = read_rows(session, table, holding, person, columns)
    lines = (tuple(_cell(session, person, row, name, around) for name in columns) for row in rows)
    return Table(tuple(translate(LABELS[name]) for name in columns), lines)


def shown_columns(table: TableMap, holding: Holding) -> list[str]:
    """The columns that mean something to people: where first, then what; no numbers of rows, no states of sending."""
    out = handed_out(table, holding)
    matter = (
        set(holding.told) if holding.kind is Kind.MENTION else set(table.columns(Part.PERSON, Part.CONTENT, Part.WORDS))
    )
    where = [name for name in WHERE if name in out]
    return where + [name for name in out if name in matter - NUMBERS_OF_ROWS and name not in where]


def _log_lines(session: Session, holding: Holding, person: Person, around: Surroundings) -> Iterator[Line]:
    query = select(AuditEvent).where(holding.find(person)).order_by(AuditEvent.id)
    for event in session.scalars(query.execution_options(yield_per=AT_ONCE)):
        line = word_line(event, around.names, around.links_of_log, around.own_titles(event.context_id))
        is_theirs = spoken_of(event) in (0, *person.user_ids)
        yield [format_said(line.at)], [line.what], [line.why if is_theirs else ""]


def _cell(session: Session, person: Person, row: RowMapping, name: str, around: Surroundings) -> list[str]:
    beside, say = _SAID_WITH.get(name, (name, None))
    if say and beside in row:
        return say(session, person, row, around)
    value = row[name]
    if name in CODED and value in CODES:
        return [translate(CODES[value])]
    return say_value(around.name(name, value) or value)


def _state_of(_session: Session, _person: Person, row: RowMapping, around: Surroundings) -> list[str]:
    _lesson, activity = around.activities.get(row["activity_id"], ("", None))
    return say_activity(activity, row["kind"], row["state"])


def _kind_of(_session: Session, _person: Person, row: RowMapping, _around: Surroundings) -> list[str]:
    return [translate(KINDS.get(row["kind"], row["kind"]))]


def _question_of(session: Session, _person: Person, row: RowMapping, around: Surroundings) -> list[str]:
    return [word_question(_as_asked(session, row, around))]


def _answer_of(session: Session, _person: Person, row: RowMapping, around: Surroundings) -> list[str]:
    lines = word_answer(_as_asked(session, row, around).item, row["answer"] or ())
    return [f"{where}: {text}" if where else text for where, text in lines] or [UNSET]


def _findings_of(session: Session, person: Person, row: RowMapping, _around: Surroundings) -> list[str]:
    return [_finding(each) for each in findings_on(session, person, row["findings"])]


_SAID_WITH: Mapping[str, tuple[str, Callable[[Session, Person, RowMapping, Surroundings], list[str]]]] = {
    "state": ("activity_id", _state_of),
    "kind": ("activity_id", _kind_of),
    "digest": ("digest", _question_of),
    "answer": ("digest", _answer_of),
    "findings": ("findings", _findings_of),
}
"""The column without which these say what others of the name say, and how they are said with it."""


def _as_asked(session: Session, row: RowMapping, around: Surroundings) -> DrawnItem:
    """A refresher's question in the export's language, from its snapshot."""
    drawn = DrawnItem(read_items(session, [row["digest"]])[row["digest"]], ())
    return in_language(around.catalogue, row["module_id"], [drawn], around.language)[0]


def say_value(value: Any) -> list[str]:
    """A value as people read it."""
    return [UNSET] if value is None or value in ("", [], {}) else _say(value)


@singledispatch
def _say(value: object) -> list[str]:
    return [str(value)]


@_say.register
def _say_bool(value: bool) -> list[str]:
    return [_("yes") if value else _("no")]


@_say.register
def _say_number(value: int | float) -> list[str]:
    return [format_points(value)]


@_say.register
def _say_day(value: date) -> list[str]:
    return [value.isoformat()]


@_say.register
def _say_moment(value: datetime) -> list[str]:
    return [format_said(value)]


@_say.register(list)
def _say_list(value: list[Any]) -> list[str]:
    return [", ".join(say_value(each)) for each in value]


@_say.register(Mapping)
def _say_pairs(value: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {', '.join(say_value(each))}" for name, each in value.items()]


def _finding(found: Mapping[str, Any]) -> str:
    points = [" / ".join(say_value(list(side.values()))) for side in (found["ours"], found["theirs"]) if side]
    return f"{found['title']}: {' – '.join(points)}"
