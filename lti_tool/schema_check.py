"""Whether the database is at the newest migration, looked at before serving. It needs no Alembic: 9 MB a worker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from lti_tool.db import db
from lti_tool.errors import ToolError
from lti_tool.settings import shipped_dir

VERSION_TABLE = "alembic_version"


class DatabaseAway(ToolError):
    """The database does not answer."""

    status = 503
    title = "The database does not answer"
    advice = "Check LTI_TOOL_DATABASE_URL and that the database server runs."


class SchemaOutOfDate(ToolError):
    """The database was not migrated to what this version of the tool needs."""

    status = 503
    title = "The database is not up to date"
    message = "The database is not migrated. Run: lti-tool db upgrade"
    advice = "Back up the database before you upgrade it."


def check_schema() -> None:
    """Raise DatabaseAway or SchemaOutOfDate unless the database is exactly at the newest migration."""
    try:
        current = _current_migration()
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else "no reason given"
        raise DatabaseAway(f"The database does not answer: {reason}.") from None
    if current != newest_migration(shipped_dir("migrations")):
        raise SchemaOutOfDate


def _current_migration() -> str | None:
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  a constant
        return version


@cache
def newest_migration(folder: Path) -> str:
    """The last revision of a folder of migrations, whose files are named by it: 0017_what_it_does.py."""
    newest = max(path.name for path in (folder / "versions").glob("[0-9]*.py"))
    return newest.partition("_")[0]
