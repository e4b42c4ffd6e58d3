"""Keeps the platform's records in one file, so that a second run finds links, grades and keys again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, key)
)
"""
_UPSERT = """
INSERT INTO records (kind, key, body) VALUES (?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body
"""


class DemoDataUnreadable(Exception):
    """The file given for the demo LMS's data cannot be used."""


class Store:
    """Records by kind and key, in the order in which they were first put; without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            self._prepare(path)

    def put(self, kind: str, key: str, record: Record) -> None:
        """Keep a record, in place of the one of the same kind and key."""
        with self._connection() as connection:
            if connection is not None:
                connection.execute(_UPSERT, (kind, key, json.dumps(record)))

    def delete(self, kind: str, key: str) -> None:
        """Forget a record; one that is not there is no error."""
        with self._connection() as connection:
            if connection is not None:
                connection.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key))

    def load(self, kind: str) -> list[Record]:
        """All records of a kind, in the order in which they were first put."""
        with self._connection() as connection:
            if connection is None:
                return []
            rows = connection.execute("SELECT body FROM records WHERE kind = ? ORDER BY position", (kind,))
            return [json.loads(body) for (body,) in rows]

    def _prepare(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            path.chmod(0o600)  # the platform's keys are in it
            with self._connection() as connection:
                if connection is not None:
                    connection.execute(_SCHEMA)
        except (OSError, sqlite3.DatabaseError) as error:
            raise DemoDataUnreadable(f"The demo LMS cannot keep its data in {path}: {error}.") from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection | None]:
        if self._path is None:
            yield None
            return
        with closing(sqlite3.connect(self._path)) as connection, connection:
            # A power cut may cost a demo its last seconds; each event must not wait for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
