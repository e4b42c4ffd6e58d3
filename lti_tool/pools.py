"""The engines: one for pages, one for what runs in the background, so that neither waits for the other's connections.

Behind a pooler that gives a connection to whoever has a transaction (PgBouncer's mode `transaction`), nothing may be
left on one from transaction to transaction: there, what Postgres is to know is told at the start of each.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import make_url

from lti_tool.db import BACKGROUND, TOLD_EACH_TIME
from lti_tool.settings import Settings


def pools_of(settings: Settings) -> dict[str, Any]:
    """What Flask-SQLAlchemy is configured with."""
    url = settings.absolute_database_url
    pages = engine_options(settings, settings.statement_timeout_s) | _pool(settings, settings.most_connections_of_pages)
    background = engine_options(settings) | _pool(settings, settings.background_pool_size)
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": pages,
        "SQLALCHEMY_BINDS": {BACKGROUND: {"url": url, **background}},
    }


def open_engine(settings: Settings) -> Engine:
    """An engine that keeps no connection, for a command with a database other than the tool's own."""
    return create_engine(settings.absolute_database_url, poolclass=NullPool, **engine_options(settings))


def engine_options(settings: Settings, statement_timeout_s: int = 0) -> dict[str, Any]:
    """How to connect, and what Postgres is told; 0 is no limit.

    Parameters of statements are kept out of logs: names and tokens are among them. A database that is away costs a page
    seconds, not minutes; one that may have restarted is asked first: see db.
    """
    if settings.uses_sqlite:
        return {"hide_parameters": True}
    query = make_url(settings.database_url).query
    connecting: dict[str, Any] = {"prepare_threshold": settings.prepares_after}
    if "connect_timeout" not in query:
        connecting["connect_timeout"] = settings.connect_timeout_s
    told = {"jit": "off"}  # it would compile each long statement anew at every run, which costs about as much as that
    if statement_timeout_s:
        told["statement_timeout"] = f"{statement_timeout_s}s"
    options: dict[str, Any] = {"hide_parameters": True, "connect_args": connecting}
    if settings.database_pooler == "none":
        said = " ".join(f"-c {name}={value}" for name, value in told.items())
        connecting["options"] = f"{said} {query.get('options', '')}".strip()
    else:
        locally = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in told.items())
        options["execution_options"] = {TOLD_EACH_TIME: f"SELECT {locally}"}
    return options


def _pool(settings: Settings, size: int) -> dict[str, Any]:
    return {"pool_size": size, "max_overflow": 0, "pool_timeout": settings.pool_timeout_s}
