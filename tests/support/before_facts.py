"""The database of `tests/fixtures/before_facts`: filled by the version that stored sentences where facts belong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import JSON, Connection, DateTime, Engine, MetaData, Table, text

from lti_tool.db import utcnow
from lti_tool.schema.migrating import alembic_config

FOLDER = Path(__file__).parents[1] / "fixtures/before_facts"
Row = dict[str, Any]


def load(engine: Engine) -> None:
    """Bring an empty database to the schema of that version, and its rows into it.

    Every moment is moved by the time that has passed since: what was a minute ago then is a minute ago now, so that
    pauses last, leases are out, and nothing is so old that it would be purged.
    """
    kept = json.loads(gzip.decompress((FOLDER / "rows.json.gz").read_bytes()))
    passed = utcnow() - datetime.fromisoformat(kept["filled_at"])
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), kept["revision"])
        metadata = MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:  # what others refer to comes first
            if rows := kept["tables"].get(table.name):
                _insert(connection, table, rows, passed)


def _insert(connection: Connection, table: Table, rows: list[Row], passed: timedelta) -> None:
    read = {column.name: _reader(column.type, passed) for column in table.columns}
    connection.execute(table.insert(), [{name: read[name](value) for name, value in row.items()} for row in rows])
    if connection.dialect.name == "postgresql" and "id" in table.columns and isinstance(rows[0]["id"], int):
        sequence = f"setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"
        connection.execute(text(f"SELECT {sequence} FROM {table.name}"))


def _reader(kind: object, passed: timedelta) -> Callable[[Any], Any]:
    """How a column's values are read from JSON."""
    if isinstance(kind, JSON):
        kind.none_as_null = True
    if isinstance(kind, DateTime):
        return lambda value: value and datetime.fromisoformat(value) + passed
    return lambda value: value
