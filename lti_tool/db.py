"""The database: one declarative base, one session, portable types, and SQLite set up to behave."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Executable,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import IntegrityError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, composite, declared_attr, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from lti_tool.reasons import Reason

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for SQLite's lock: it is tried ever again, and who waits longest is not the next in line."""

ASKED_AFTER_S = 1.0
CONFLICTS = {
    *("23503", "23505"),  # Postgres: foreign_key_violation, unique_violation
    *("SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
}
_RESTS_SINCE = "rests since"
BACKGROUND = "background"
TOLD_EACH_TIME = "told_each_time"
OTHERS = 0o077  # group and world, in a file's mode
JSONType = JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is a programming error and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware datetime into UTC before it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite hands back naive datetimes; what we stored was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every model; plain annotations choose the column types."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UTCDateTime, dict[str, Any]: JSONType, list[str]: JSONType}  # noqa: RUF012  SQLAlchemy's own idiom


class HasReason:
    """For a model whose rows say why something did not work: `reason`, in SQL by `reason_code`."""

    reason_code: Mapped[str] = mapped_column(String(64), default="", server_default="")
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSONType, default=dict, server_default=text("'{}'"))

    @declared_attr
    def reason(cls) -> Mapped[Reason]:  # noqa: N805  the model, as SQLAlchemy asks
        """The code and its facts; a false one where nothing is wrong."""
        return composite(Reason, "reason_code", "reason_params")


class RequestSession(FlaskSession):
    """What a request saved it may still show after the commit; work in the background goes on, and reads afresh."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options | {"expire_on_commit": not has_request_context()})

    def get_bind(
        self, mapper: object = None, clause: object = None, bind: Engine | Connection | None = None, **_options: object
    ) -> Engine | Connection:
        """The engine of pages, or that of the background, whatever is asked for."""
        return bind or engine_here()


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": RequestSession})


def engine_here() -> Engine:
    """The engine for whoever calls, in an app context: a page's connections are none of the background's."""
    return db.engine if has_request_context() else db.engines[BACKGROUND]


def utcnow() -> datetime:
    """The present moment, aware, in UTC; views and commands read it once and pass it down."""
    return datetime.now(UTC)


def hold_still(session: Session) -> None:
    """All that a session reads is of one moment, as on SQLite it always is; call this before its first statement."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def only_read(session: Session) -> None:
    """As hold_still, for a session that reads for long and writes nothing: on SQLite it keeps nobody from writing."""
    options: dict[str, Any] = {"reads_only": True}
    if session.get_bind().dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    session.connection(execution_options=options)


def plain_rows(session: Session, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a statement past the mapping: where no object is wanted, that halves what it costs."""
    session.flush()
    return session.connection().execute(statement, values)


def table_of(model: type[Base]) -> Table:
    """A model's table: statements on it write many rows without making objects of them."""
    return cast(Table, model.__table__)


def count_changed(session: Session, statement: Executable) -> int:
    """Run an UPDATE or DELETE; how many rows it changed."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def is_conflict(error: IntegrityError) -> bool:
    """Whether somebody else decided it meanwhile: the row is there already, or what it belongs to is gone."""
    said = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    return said in CONFLICTS


def read_by_index(session: Session) -> None:
    """Have Postgres look up what follows in indexes, and in their order, to the end of the transaction.

    For the few of a large table that the background looks for. Postgres goes by statistics of a while ago, to which a
    queue that filled since seems empty, and sorting it free; and it takes for granted that the first of what is asked
    for will soon be met, where there is none.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_BY_INDEX)


_BY_INDEX = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),"
    " set_config('enable_sort', 'off', true)"
)


def absent(query: Select[Any]) -> ColumnElement[bool]:
    """Whether a correlated query finds nothing, asked for one row of the statement around it at a time.

    Postgres may turn NOT EXISTS into a join that reads all of a table: right for many rows, and wrong for the few of a
    large table that the background looks at.
    """
    return query.limit(1).scalar_subquery().is_(None)


def insert_if_absent(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that nobody else has inserted yet, in one statement; SQLite and Postgres spell it alike."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(model).values(_in_one_order(table_of(model), rows)).on_conflict_do_nothing())


def _in_one_order(table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By what must be unique: two who insert the same rows at once, in two orders, would wait for each other."""
    if len(rows) == 1:
        return list(rows)
    unique = [each.columns for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    names = sorted({column.name for columns in unique for column in columns} & rows[0].keys())
    return sorted(rows, key=lambda row: [str(row[name]) for name in names])


def upsert(session: Session, model: type[Base], row: Mapping[str, Any], *, keys: Sequence[str]) -> None:
    """Insert one row, or bring the one with the same keys up to date, in one statement."""
    table = Base.metadata.tables[model.__tablename__]
    plain_rows(session, _upsert_statement(session.get_bind().dialect.name, table, tuple(row), tuple(keys)), row)


@lru_cache(maxsize=64)
def _upsert_statement(dialect: str, table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> Executable:
    """Built once for each shape: that costs more than running it."""
    statement: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return cast(Executable, statement.on_conflict_do_update(index_elements=list(keys), set_=changed))


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    _keep_private(connection)
    connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_private(connection: sqlite3.Connection) -> None:
    """Only the user who runs the tool reads its file: names, answers and signing keys are in it.

    SQLite gives the files beside it, -wal and -shm, the mode of the database; those that are there may be older.
    """
    [(_, _, path)] = connection.execute("PRAGMA database_list")
    for each in (Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")):
        with suppress(FileNotFoundError, PermissionError):  # another user's file is theirs to open or to close
            if path and each.stat().st_mode & OTHERS:
                each.chmod(0o600)


@event.listens_for(Engine, "checkin")
def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


@event.listens_for(Engine, "checkout")
def _ask_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """The server may have restarted meanwhile; SQLAlchemy's own `pool_pre_ping` asks even who answered a moment ago.

    That is a seventh of what a small request takes of a Postgres server's round trips.
    """
    rested_s = time.monotonic() - record.info.get(_RESTS_SINCE, math.inf)
    if rested_s < ASKED_AFTER_S or isinstance(connection, sqlite3.Connection):
        return
    from psycopg import Error  # loaded already, where this is reached

    usual = connection.autocommit
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = usual
    except Error as error:
        raise InvalidatePoolError from error  # all that rested as long are opened anew


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Take SQLite's write lock at the start: a read that turns into a write fails at once, whatever the timeout.

    See https://www.sqlite.org/lang_transaction.html: SQLITE_BUSY_SNAPSHOT is not retried. A request that should only
    read does not take it, unless its session says `reads_only=False`.
    """
    if connection.dialect.name == "sqlite":
        should_read = has_request_context() and request.method in ("GET", "HEAD")
        reads_only = connection.get_execution_options().get("reads_only", should_read)
        begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
        try:  # straight to the driver: SQLAlchemy's own way costs more than the statement
            cast(sqlite3.Connection, connection.connection.dbapi_connection).execute(begin)
        except sqlite3.Error as error:  # mostly: another writer took longer than BUSY_TIMEOUT_MS
            raise OperationalError(begin, None, error) from error


@event.listens_for(Engine, "begin")
def _tell_postgres(connection: Connection) -> None:
    """Where a pooler may give every transaction another connection; see pools."""
    if told := connection.get_execution_options().get(TOLD_EACH_TIME):
        connection.exec_driver_sql(told)
