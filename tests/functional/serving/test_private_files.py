"""What is kept in SQLite is readable for the user who runs the tool, and for nobody else of the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import lti_tool.db  # noqa: F401  sets up every SQLite connection
from lti_tool.demo_lms.state.store import Store


@pytest.fixture(autouse=True)
def _open_handed_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}


def test_a_new_database_and_the_files_beside_it_are_private(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'tool.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))

        assert modes(tmp_path) == dict.fromkeys(["tool.sqlite3", "tool.sqlite3-wal", "tool.sqlite3-shm"], 0o600)
    engine.dispose()


def test_a_database_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"tool.sqlite3{suffix}").touch(0o666)
    engine = create_engine(f"sqlite:///{tmp_path / 'tool.sqlite3'}")

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))

    assert set(modes(tmp_path).values()) == {0o600}
    engine.dispose()


def test_the_demo_lms_keeps_its_keys_to_itself(tmp_path: Path) -> None:
    Store(tmp_path / "lms.sqlite3").put("key", "1", {"secret": "yes"})

    assert set(modes(tmp_path).values()) == {0o600}
