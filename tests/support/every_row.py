"""Every row of every table, so that a test can say what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Base

Row = Mapping[str, Any]
Rows = Mapping[tuple[Any, ...], Row]


@dataclass
class Change:
    """What became of one table's rows: the keys of those that went and came, and what those that stayed say now."""

    before: int = 0
    gone: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    new: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    changed: dict[tuple[Any, ...], dict[str, tuple[Any, Any]]] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """Which columns of rows that stayed say something else."""
        return {name for changes in self.changed.values() for name in changes}


def read_every_row(session: Session) -> dict[str, Rows]:
    """All rows by table and primary key; no transaction stays open."""
    session.rollback()
    read = {}
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table)).mappings().all()
        read[table.name] = {tuple(row[column.name] for column in table.primary_key): dict(row) for row in rows}
    session.rollback()
    return read


def compare(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> dict[str, Change]:
    """What changed, by table; tables in which nothing did are left out."""
    compared = {name: _compare(rows, after[name]) for name, rows in before.items()}
    return {name: change for name, change in compared.items() if change.gone or change.new or change.changed}


def _compare(before: Rows, after: Rows) -> Change:
    changed = {
        key: {name: (old, after[key][name]) for name, old in row.items() if after[key][name] != old}
        for key, row in before.items()
        if key in after and after[key] != row
    }
    gone = {key: row for key, row in before.items() if key not in after}
    return Change(len(before), gone, {key: row for key, row in after.items() if key not in before}, changed)


def restore(session: Session, rows: Mapping[str, Rows]) -> None:
    """Put back all that was read, and nothing else: what restoring a backup does."""
    session.rollback()
    tables = Base.metadata.sorted_tables
    for table in reversed(tables):
        session.execute(table.delete())
    for table in tables:
        if rows[table.name]:
            session.execute(table.insert(), [dict(row) for row in rows[table.name].values()])
    session.commit()
