"""The database's schema, brought up to date by Alembic; `check` looks at it before serving."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script, ScriptDirectory
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from lti_tool.db import Base, engine_here
from lti_tool.errors import N_, ToolError
from lti_tool.schema.check import DatabaseAway, SchemaOutOfDate, check_schema, current_migration, known_migrations
from lti_tool.schema.models import SchemaSupport
from lti_tool.settings import shipped_dir

LOCK_PATIENCE_S, BETWEEN_TRIES_S, LOCK_TRIES = 3, 1.0, 30
UPGRADES = 0x6C7469  # the key of the lock that an upgrade holds, of this database alone


class TablesInUse(ToolError):
    """A table that a migration changes stayed locked."""

    status = 503
    title = N_("The database is in use")
    message = N_(
        "Something holds a table that the migration %(revision)s changes: a backup, or a transaction that was left "
        "open. What was migrated before it is kept; nothing else was changed. End that, and run it again."
    )


def upgrade_schema() -> None:
    """Apply the migrations that are missing, each in a transaction of its own: what one locks is free before the next.

    Whoever upgrades at the same moment waits, and finds it done. Raises SchemaAhead where a later version has done more
    than this one knows, and TablesInUse where a table stayed locked.
    """
    known = known_migrations(shipped_dir("migrations"))
    current = current_migration()
    if current is not None and current not in known:
        check_schema()
        return
    scripts = ScriptDirectory.from_config(alembic_config())
    for revision in known[known.index(current) + 1 if current else 0 :]:
        _apply_patiently(scripts, revision)


def _apply_patiently(scripts: ScriptDirectory, revision: str) -> None:
    """Apply one migration; on Postgres a few seconds of waiting for a lock, again and again, keep nobody waiting long.

    Whoever asks for a table after a migration that waits would wait behind it. Who serves meanwhile may have taken the
    same tables in another order: then Postgres undoes one of the two, and it may be the migration.
    """
    for _ in range(LOCK_TRIES):
        try:
            _apply(scripts, revision)
        except OperationalError as error:
            if not isinstance(error.orig, (LockNotAvailable, DeadlockDetected)):
                raise
            time.sleep(BETWEEN_TRIES_S)
        else:
            return
    raise TablesInUse(params={"revision": revision})


def _apply(scripts: ScriptDirectory, revision: str) -> None:
    """Apply a migration unless somebody did. Alembic's own command would read all of them anew for each."""
    with migrating_connection() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADES})"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE_S}s'"))
        done = MigrationContext.configure(connection).get_current_revision()
        if done is None or done < revision:
            missing = [*scripts.iterate_revisions(revision, done, implicit_base=True)]
            steps = [MigrationStep.upgrade_from_script(scripts.revision_map, each) for each in reversed(missing)]
            with EnvironmentContext(alembic_config(connection), scripts, fn=lambda _at, _context: steps):
                scripts.run_env()
            if oldest := oldest_after(scripts.get_revision(revision)):
                connection.execute(update(SchemaSupport).values(oldest_revision=oldest))


def oldest_after(script: Script | None) -> str | None:
    """Whose code is the oldest that still runs, where a migration takes something away; None where it only adds."""
    return getattr(script.module, "oldest_revision", None) if script else None


@contextmanager
def migrating_connection() -> Iterator[Connection]:
    """A transaction in which SQLite may replace a table that others refer to.

    To alter a table there is to copy it and to drop the old one, which would delete every row that refers to it: so
    foreign keys are switched off first, and looked at before the commit (https://www.sqlite.org/lang_altertable.html).
    """
    with engine_here().connect() as connection:
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


def load_models() -> None:
    """Import every `models` module of the tool: each registers its tables with Base.metadata."""
    package = Path(__file__).parents[1]
    for path in sorted(package.glob("*/models.py")):
        importlib.import_module(f"{package.name}.{path.parent.name}.models")


def models_differ() -> list[str]:
    """What the models say and the migrations do not, one line each: none on a healthy tree."""
    load_models()
    try:
        with engine_here().connect() as connection:
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
