"""Upgrading in daylight: old and new processes run on the next schema, and an upgrade says what it will do."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text

from lti_tool.app import create_app
from lti_tool.db import db
from lti_tool.schema import migrating
from lti_tool.schema.check import known_migrations
from lti_tool.settings import Settings, shipped_dir
from tests.support.closing import close_app
from tests.support.databases import SECRET, PostgresDatabases
from tests.support.downgrading import downgrade

pytestmark = pytest.mark.both_databases

KNOWN = known_migrations(shipped_dir("migrations"))
SUPPORTED_SINCE = "0038b"


def set_versions(app: Flask, revision: str, oldest: str) -> None:
    """As a later version would leave it."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        connection.execute(text(f"UPDATE schema_support SET oldest_revision = '{oldest}'"))


def test_a_process_goes_on_when_a_later_version_added_to_its_database(app: Flask, runner: FlaskCliRunner) -> None:
    set_versions(app, "9999", KNOWN[-1])

    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "a later version has upgraded the database" in ready.text) == (200, True)
    assert app.test_client().get("/lti/jwks.json").status_code == 200
    for each in ("check", "upgrade"):
        done = runner.invoke(args=["db", each])
        assert (done.exit_code, "A later version has upgraded the database" in done.output) == (0, True)


def test_it_stops_when_something_it_needs_was_taken_away(app: Flask, runner: FlaskCliRunner) -> None:
    set_versions(app, "9999", "9998")

    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "This version of the tool is older than its database" in ready.text) == (503, True)
    for each in ("check", "upgrade"):
        refused = runner.invoke(args=["db", each])
        assert (refused.exit_code, "is older than its database" in refused.stderr) == (1, True)


def test_a_database_says_before_what_an_upgrade_will_do_to_it(app: Flask, runner: FlaskCliRunner) -> None:
    before = KNOWN.index("0038")
    with app.app_context():
        downgrade(KNOWN[before - 1])

    said = runner.invoke(args=["db", "check"])

    assert said.exit_code == 1
    assert f"{len(KNOWN) - before} migrations are missing:" in said.stdout
    assert re.search(r"0038  Languages are chosen and kept.*: attempts \(0 rows\), users \(0 rows\)", said.stdout)
    assert "They only add" in said.stdout
    assert "lti-tool db upgrade" in said.stderr
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert "up to date" in runner.invoke(args=["db", "check"]).output


def test_a_locked_table_makes_nobody_wait_behind_the_upgrade_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_databases: PostgresDatabases
) -> None:
    """What was migrated before is kept, and the next try goes on from there. SQLite has one writer at a time anyway."""
    database_url = postgres_databases.fresh(tmp_path)
    app = create_app(Settings(database_url=database_url, secret_key=SECRET))
    with app.app_context():
        downgrade(KNOWN[KNOWN.index("0038") - 1])
    monkeypatch.setattr(migrating, "LOCK_TRIES", 2)
    monkeypatch.setattr(migrating, "LOCK_PATIENCE_S", 1)
    monkeypatch.setattr(migrating, "BETWEEN_TRIES_S", 0)
    holder = create_engine(database_url, poolclass=NullPool)
    with holder.begin() as backup, app.app_context():
        backup.execute(text("LOCK TABLE users IN ACCESS SHARE MODE"))
        with pytest.raises(migrating.TablesInUse):
            migrating.upgrade_schema()

    with app.app_context():
        migrating.upgrade_schema()
        assert migrating.models_differ() == []
    close_app(app)


def test_an_upgrade_that_a_deadlock_undid_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_databases: PostgresDatabases
) -> None:
    """It holds `users` and waits for `attempts`, while whoever serves has read `attempts` and goes on to `users`."""
    database_url = postgres_databases.fresh(tmp_path)
    app = create_app(Settings(database_url=database_url, secret_key=SECRET))
    with app.app_context():
        downgrade(KNOWN[KNOWN.index("0038") - 1])
    monkeypatch.setattr(migrating, "BETWEEN_TRIES_S", 0)
    serving = create_engine(database_url, poolclass=NullPool)
    with serving.begin() as request, ThreadPoolExecutor(1) as pool:
        request.execute(text("SET LOCAL deadlock_timeout = '1min'"))  # the upgrade notices, and is the one undone
        request.execute(text("SELECT id FROM attempts"))
        meets = pool.submit(_read_users_once_somebody_waits, request)
        with app.app_context():
            migrating.upgrade_schema()
            assert migrating.models_differ() == []
        assert meets.result() == []
    close_app(app)


def _read_users_once_somebody_waits(request: Connection) -> Sequence[object]:
    while not request.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
        time.sleep(0.01)
    try:
        return request.execute(text("SELECT id FROM users")).all()
    finally:
        request.rollback()


def test_migrations_only_add_or_say_whom_they_leave_behind(app: Flask, database_url: str) -> None:
    """An older version's code reads and writes what it knows: that is there, and nothing new asks it for a value."""
    with app.app_context():
        downgrade(SUPPORTED_SINCE)
    engine = create_engine(database_url, poolclass=NullPool)
    scripts = ScriptDirectory(str(shipped_dir("migrations")))
    before = _columns(engine)
    for revision in KNOWN[KNOWN.index(SUPPORTED_SINCE) + 1 :]:
        with app.app_context(), migrating.migrating_connection() as connection:
            command.upgrade(migrating.alembic_config(connection), revision)
        after = _columns(engine)
        if migrating.oldest_after(scripts.get_revision(revision)) is None:
            assert before.keys() <= after.keys(), revision
            asked = {name for name in after.keys() - before.keys() if after[name] and name[0] in _tables(before)}
            assert not asked, f"{revision}: an older version writes no value there"
            assert not {name for name in before if after[name] and not before[name]}, revision
        before = after


def _columns(engine: Engine) -> dict[tuple[str, str], bool]:
    """Each column, and whether whoever inserts a row has to name it."""
    looked = inspect(engine)
    return {
        (table, column["name"]): not column["nullable"]
        and column["default"] is None
        and column.get("autoincrement") is not True
        for table in looked.get_table_names()
        for column in looked.get_columns(table)
    }


def _tables(columns: dict[tuple[str, str], bool]) -> set[str]:
    return {table for table, _column in columns}


def test_the_guide_names_the_commands_there_are(runner: FlaskCliRunner) -> None:
    guide = (Path(__file__).parents[3] / "docs/upgrading.md").read_text(encoding="utf-8")
    for group, name in re.findall(r"lti-tool (\w+) ([\w-]+)", guide):
        assert runner.invoke(args=[group, name, "--help"]).exit_code == 0, (group, name)
