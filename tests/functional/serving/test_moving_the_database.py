"""`lti-tool db copy`: an installation moves from SQLite to Postgres, and work goes on there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from benchmarks.grades.filling import add_deliveries, place_link
from lti_tool.app import create_app
from lti_tool.db import Base
from lti_tool.delivery.models import DeliveryState
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.command_line import InProcess
from tests.support.databases import SECRET, PostgresDatabases, SqliteDatabases
from tests.support.door import Door, set_up_door


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_databases: SqliteDatabases) -> str:
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture(autouse=True)
def known(sqlite: str) -> Door:
    """A database in which somebody learned, and their LMS."""
    url = sqlite
    app = create_app(Settings(database_url=url, secret_key=SECRET))
    door = set_up_door(app)
    assert door.enter(door.browser()).status == 200
    with door.session() as session:
        add_deliveries(session, place_link(session, "http://127.0.0.1:9"), 1200, DeliveryState.DELIVERED)
    close_app(app)
    return door


@pytest.fixture
def postgres(tmp_path: Path, postgres_databases: PostgresDatabases) -> str:
    """A database that was only upgraded."""
    url = postgres_databases.fresh(tmp_path)
    _execute(url, "DELETE FROM signing_keys")
    return url


def _execute(url: str, *statements: str) -> list[int]:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return [result.scalar_one() for result in results if result.returns_rows]


def _read(url: str, statement: str) -> tuple[Any, ...]:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        return tuple(connection.execute(text(statement)).one())


def _counts(url: str) -> dict[str, int]:
    names = sorted(inspect(create_engine(url, poolclass=NullPool)).get_table_names())
    return dict(zip(names, _execute(url, *(f"SELECT count(*) FROM {name}" for name in names)), strict=True))


def test_every_row_arrives_and_people_go_on_there(tmp_path: Path, known: Door, sqlite: str, postgres: str) -> None:
    told = InProcess(tmp_path, {"LTI_TOOL_DATABASE_URL": sqlite})("db", "copy", postgres)

    assert told.returncode == 0, told.stderr
    assert "rows copied, read back, and found the same." in told.stdout
    events = _counts(sqlite)["audit_events"]
    assert _counts(postgres) == _counts(sqlite) | {"audit_events": events + 1}
    rows, source, via = _read(
        postgres, "SELECT facts->'rows', facts->'source', actor_via FROM audit_events WHERE action = 'database.copied'"
    )
    assert (rows, source, via) == (sum(_counts(sqlite).values()) - 1, "sqlite", "db copy"), "all but alembic_version"
    assert set(Base.metadata.tables) <= set(_counts(sqlite))
    app = create_app(Settings(database_url=postgres, secret_key=SECRET))
    door = Door(app, known.platform, known.registration_id)
    assert door.enter(door.browser(), "kwame").status == 200, "new rows get numbers of their own"
    close_app(app)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "is at revision 0001"),
        ("UPDATE alembic_version SET version_num = '9999'", "is at revision 9999"),
        ("INSERT INTO erasures VALUES ('a', 'b', now())", "is not empty: erasures"),
    ],
)
def test_another_revision_and_a_database_in_use_are_refused(
    tmp_path: Path, sqlite: str, postgres: str, statement: str, words: str
) -> None:
    _execute(postgres, statement)
    before = _counts(postgres)

    told = InProcess(tmp_path, {"LTI_TOOL_DATABASE_URL": sqlite})("db", "copy", postgres)

    assert (told.returncode, words in told.stderr) == (1, True), told.stderr
    assert _counts(postgres) == before


def test_only_postgres_is_copied_to(tmp_path: Path, sqlite: str) -> None:
    told = InProcess(tmp_path, {"LTI_TOOL_DATABASE_URL": sqlite})("db", "copy", f"sqlite:///{tmp_path}/b.sqlite3")

    assert (told.returncode, "Only a Postgres database" in told.stderr) == (1, True)
