"""On SQLite one writes at a time: who waits too long is told so as by any database that does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

import lti_tool.db


def test_a_writer_who_waits_too_long_is_refused_and_writes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lti_tool.db, "BUSY_TIMEOUT_MS", 1)
    engine = create_engine(f"sqlite:///{tmp_path / 'tool.sqlite3'}")

    with engine.begin() as first:
        first.exec_driver_sql("CREATE TABLE written (number INTEGER)")
        with engine.connect() as second, pytest.raises(OperationalError, match="database is locked"):
            second.exec_driver_sql("INSERT INTO written VALUES (1)")
    with engine.begin() as second:
        second.exec_driver_sql("INSERT INTO written VALUES (2)")
        found = second.exec_driver_sql("SELECT number FROM written").scalars().all()
    engine.dispose()

    assert found == [2]
