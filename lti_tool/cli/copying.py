"""From SQLite to Postgres: every row, in one transaction, read back and compared before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    Numeric,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import Base
from lti_tool.errors import ToolError
from lti_tool.schema.check import SchemaAhead, SchemaOutOfDate, Standing, check_schema, current_migration
from lti_tool.schema.migrating import load_models
from lti_tool.schema.models import SchemaSupport

AT_A_TIME = 1000
HASHES = 2**256


class NotCopied(ToolError):
    """Nothing was written to the other database; the message says why."""


@dataclass
class Sum:
    """How many rows a table has, and the sum of their hashes: the same whatever order they are read in."""

    rows: int = 0
    hash: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one more row, with each of its values."""
        self.rows += 1
        self.hash = (self.hash + int.from_bytes(sha256(repr(_canonical(dict(row))).encode()).digest())) % HASHES


def copy_database(source: Engine, target: Engine, *, actor: Actor, now: datetime) -> dict[str, Sum]:
    """Copy all rows, and note it in the log there; what each table held. Raises ToolError, and then nothing is kept."""
    load_models()
    _check_same(source)
    _check_target(target)
    tables = Base.metadata.sorted_tables
    with source.execution_options(reads_only=True).connect() as reading, target.begin() as writing:
        _empty(writing, tables)
        sums = {table.name: _copy(reading, writing, table) for table in tables}
        for table in tables:
            if (found := _sum(writing, table)) != sums[table.name]:
                raise NotCopied(f"{table.name} arrived otherwise than it left: {found.rows} rows. Nothing was kept.")
            _set_sequences(writing, table)
        _note(writing, source, sums, actor, now)
    return sums


def _note(writing: Connection, source: Engine, sums: Mapping[str, Sum], actor: Actor, now: datetime) -> None:
    rows = sum(each.rows for each in sums.values())
    with Session(writing) as session:
        record_event(
            session, OperatorAction.DATABASE_COPIED, actor=actor, now=now, rows=rows, source=source.dialect.name
        )
        session.flush()


def _check_same(engine: Engine) -> None:
    """Only what this version knows whole can be copied whole."""
    if check_schema(engine) is Standing.AHEAD:
        raise SchemaAhead


def _check_target(target: Engine) -> None:
    if target.dialect.name != "postgresql":
        raise NotCopied("Only a Postgres database can be copied to: postgresql+psycopg://…")
    try:
        _check_same(target)
    except (SchemaOutOfDate, SchemaAhead):
        raise NotCopied(
            f"The other database is at revision {current_migration(target) or 'none'}, not at this version's. "
            "Bring it there with LTI_TOOL_DATABASE_URL set to its address: lti-tool db upgrade"
        ) from None


def _empty(writing: Connection, tables: Sequence[Table]) -> None:
    """Make sure that nobody used it: all it may hold is the line of the log that its own upgrade wrote."""
    events = Base.metadata.tables["audit_events"]
    writing.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN EXCLUSIVE MODE"))
    writing.execute(delete(events).where(events.c.action == OperatorAction.DATABASE_UPGRADED))
    writing.execute(delete(SchemaSupport))  # as its migration left it
    held = [table.name for table in tables if writing.scalar(select(table.c[0]).limit(1)) is not None]
    if held:
        raise NotCopied(f"The other database is not empty: {', '.join(held)}. Nothing was changed.")


def _copy(reading: Connection, writing: Connection, table: Table) -> Sum:
    """Write what a table holds, a portion at a time; its sum as it was read."""
    copied = Sum()
    found = reading.execute(select(table), execution_options={"yield_per": AT_A_TIME})
    statement = insert(table).values({each: bindparam(f"new_{each.key}", type_=_written_as(each)) for each in table.c})
    for portion in found.mappings().partitions(AT_A_TIME):
        rows = [{each.key: _rounded(row[each], each) for each in table.c} for row in portion]
        for row in rows:
            copied.add(row)
        writing.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
    return copied


def _written_as(column: Column[Any]) -> TypeEngine[Any]:
    """Its own type; but where JSON has nothing, that is no value rather than JSON's `null`."""
    return JSONB(none_as_null=True) if isinstance(column.type, JSON) else column.type


def _rounded(value: Any, column: Column[Any]) -> Any:
    """SQLite keeps more places of a number than its column has."""
    kind = column.type
    if isinstance(kind, Numeric) and kind.scale is not None and isinstance(value, float):
        return round(value, kind.scale)
    return value


def _sum(connection: Connection, table: Table) -> Sum:
    found = Sum()
    for row in connection.execute(select(table), execution_options={"yield_per": AT_A_TIME}).mappings():
        found.add({each.key: row[each] for each in table.c})
    return found


def _set_sequences(writing: Connection, table: Table) -> None:
    """New rows get numbers after those that were copied."""
    for column in table.primary_key:
        sequence = writing.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        if sequence and isinstance(column.type, Integer):
            highest = writing.scalar(select(func.max(column)))
            writing.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def _canonical(value: Any) -> Any:
    """Equal for equal values: what JSON calls an object has no order."""
    if isinstance(value, dict):
        return sorted((key, _canonical(each)) for key, each in value.items())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_canonical(each) for each in value] if isinstance(value, (list, tuple)) else value
