"""What stands behind the database's address: how many connections a server takes, and whether a pooler gives them."""

from __future__ import annotations

from sqlalchemy import Engine, text

POOLER = "LTI_TOOL_DATABASE_POOLER=transaction"
MOST = "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"


def is_pooled(engine: Engine) -> bool:
    """Whether somebody between gives connections out: the process that answers is not the one that was greeted."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        greeted = driver.info.backend_pid if driver is not None else None
        return bool(connection.scalar(text("SELECT pg_backend_pid()")) != greeted)


def most_connections(engine: Engine) -> int | None:
    """How many connections the server itself lets in besides its superusers'; None is for SQLite, which has no such."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        return int(connection.scalar(text(MOST)))
