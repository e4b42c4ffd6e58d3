"""Whether this version can work with the database, looked at before serving. It needs no Alembic: 9 MB a worker."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lti_tool.db import engine_here
from lti_tool.errors import N_, ToolError
from lti_tool.schema.models import SchemaSupport
from lti_tool.settings import shipped_dir

VERSION_TABLE = "alembic_version"
REFUSED_BY_POOLER = "unsupported startup parameter"


class Standing(Enum):
    """How a database that this version can work with stands to it."""

    SAME = "same"
    AHEAD = "ahead"


class DatabaseAway(ToolError):
    """The database does not answer."""

    status = 503
    title = N_("The database does not answer")
    advice = N_("Check LTI_TOOL_DATABASE_URL and that the database server runs.")


class PoolerNotSaid(DatabaseAway):
    """A pooler such as PgBouncer refused what only a server understands."""

    message = N_(
        "Before the database stands a pooler, which refuses part of what this tool says to a server: %(reason)s. "
        "Set LTI_TOOL_DATABASE_POOLER=transaction."
    )


class SchemaOutOfDate(ToolError):
    """The database was not migrated to what this version of the tool needs."""

    status = 503
    title = N_("The database is not up to date")
    message = N_("The database is older than this version of the tool: it is not migrated. Run: lti-tool db upgrade")
    advice = N_("Back up the database before you upgrade it.")


class SchemaAhead(ToolError):
    """The database was migrated by a later version of the tool than this one."""

    status = 503
    title = N_("The database is newer than the tool")
    message = N_(
        "This version of the tool is older than its database, which a later version has migrated (to %(found)s; this "
        "one knows %(known)s) and in which something that this version needs is gone. Run the later version."
    )
    advice = N_("Or restore the backup of the database that was made before it was upgraded.")


def check_schema(engine: Engine | None = None) -> Standing:
    """Raise DatabaseAway, SchemaOutOfDate or SchemaAhead unless this version can work with a database.

    It can with its own newest migration, and with a later version's as long as that took nothing away which it needs:
    so old and new processes run side by side while an upgrade goes on. The application's own database, where no engine
    is given.
    """
    known = known_migrations(shipped_dir("migrations"))
    try:
        current = current_migration(engine)
        if current == known[-1]:
            return Standing.SAME
        if current is None or current in known:
            raise SchemaOutOfDate
        if _oldest_supported(engine) in known:
            return Standing.AHEAD
    except SQLAlchemyError as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error).splitlines() or ["no reason given"]
        if REFUSED_BY_POOLER in said[0]:
            raise PoolerNotSaid(params={"reason": said[0]}) from None
        raise DatabaseAway(N_("The database does not answer: %(reason)s."), params={"reason": said[0]}) from None
    raise SchemaAhead(params={"found": current, "known": known[-1]})


def current_migration(engine: Engine | None = None) -> str | None:
    """The revision that the database is at; None where it has none yet."""
    with (engine or engine_here()).connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  a constant
        return version


def _oldest_supported(engine: Engine | None) -> str | None:
    """The oldest migration whose code runs with the schema; None where the database does not say."""
    with (engine or engine_here()).connect() as connection:
        if not inspect(connection).has_table(SchemaSupport.__tablename__):
            return None
        return connection.scalar(select(SchemaSupport.oldest_revision))


@cache
def known_migrations(folder: Path) -> list[str]:
    """All revisions of a folder of migrations, the newest last; a file is named by its own: 0017_what_it_does.py."""
    names = (path.name for path in (folder / "versions").glob("[0-9]*.py"))
    return sorted(name.partition("_")[0] for name in names)
