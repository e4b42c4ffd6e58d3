"""The database's schema: brought up to date by Alembic, and looked at before serving."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lti_tool.db import Base, db
from lti_tool.errors import N_, ToolError
from lti_tool.settings import shipped_dir


class DatabaseAway(ToolError):
    """The database does not answer."""

    status = 503
    title = N_("The database does not answer")
    advice = N_("Check LTI_TOOL_DATABASE_URL and that the database server runs.")


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
        "one knows %(known)s). Run the later version."
    )
    advice = N_("Or restore the backup of the database that was made before it was upgraded.")


def upgrade_schema() -> None:
    """Apply the migrations that are missing, in one transaction on the application's own engine."""
    with migrating_connection() as connection:
        command.upgrade(alembic_config(connection), "head")


@contextmanager
def migrating_connection() -> Iterator[Connection]:
    """A transaction in which SQLite may replace a table that others refer to.

    To alter a table there is to copy it and to drop the old one, which would delete every row that refers to it: so
    foreign keys are switched off first, and looked at before the commit (https://www.sqlite.org/lang_altertable.html).
    """
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _pragma(connection, "foreign_keys=OFF")  # on the driver: inside a transaction it would do nothing
        try:
            with connection.begin():
                yield connection
                if is_sqlite:
                    _check_references(connection)
        finally:
            if is_sqlite:
                _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, setting: str) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA {setting}")


def _check_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise SchemaOutOfDate(f"The migration would lose what {len(broken)} rows refer to; nothing was changed.")


def check_schema() -> None:
    """Raise DatabaseAway, SchemaOutOfDate or SchemaAhead unless the database is exactly at the newest migration."""
    newest = newest_migration(shipped_dir("migrations"))
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error).splitlines() or ["no reason given"]
        raise DatabaseAway(N_("The database does not answer: %(reason)s."), params={"reason": said[0]}) from None
    if current == newest:
        return
    if current in known_migrations(shipped_dir("migrations")):
        raise SchemaOutOfDate
    raise SchemaAhead(params={"found": current, "known": newest})


@cache
def known_migrations(folder: Path) -> frozenset[str | None]:
    """All revisions of a folder of migrations, and None: a database without any."""
    return frozenset({None, *(each.revision for each in ScriptDirectory(folder).walk_revisions())})


@cache
def newest_migration(folder: Path) -> str | None:
    """The last revision of a folder of migrations: it does not change while the tool runs, and /readyz asks often."""
    return ScriptDirectory(folder).get_current_head()


def load_models() -> None:
    """Import every `models` module of the tool: each registers its tables with Base.metadata."""
    package = Path(__file__).parent
    for path in sorted(package.glob("*/models.py")):
        importlib.import_module(f"{package.name}.{path.parent.name}.models")


def models_differ() -> list[str]:
    """What the models say and the migrations do not, one line each: none on a healthy tree."""
    load_models()
    try:
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(difference) for difference in compare_metadata(context, Base.metadata)]
    except SQLAlchemyError as error:
        raise DatabaseAway(f"The database does not answer: {error}.") from None


def alembic_config(connection: object = None) -> Config:
    """Alembic's configuration, made here instead of in a file; `connection` is what it works on."""
    config = Config()
    config.set_main_option("script_location", str(shipped_dir("migrations")))
    config.attributes["connection"] = connection
    return config
