"""What every application and engine of a test would compile anew, although it is the same each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 2000


class _CompilesOnce:
    """Engines for one kind of database are alike, and so is the SQL that they compile."""

    compiled: ClassVar[LRUCache[Any, Any]]

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.compiled)

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)


class Sqlite(_CompilesOnce, SQLiteDialect_pysqlite):
    compiled = LRUCache(STATEMENTS)
    supports_statement_cache = True


class Postgres(_CompilesOnce, PGDialect_psycopg):
    compiled = LRUCache(STATEMENTS)
    supports_statement_cache = True


def compile_statements_once() -> None:
    """For every engine that is made in this process from now on."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgres.__name__)


class RouteCompiledOnce(Rule):
    """A route whose address is built as by any other of the same pattern; half of what an application costs a test."""

    _known: ClassVar[dict[tuple[object, ...], Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        key = (self.rule, self.host, self.subdomain, str(self.defaults), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


class TemplatesCompiledOnce(FileSystemBytecodeCache):
    """A template's code, for each language apart: its words are in it."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        language = getattr(environment, "speaks", "")  # the demo LMS speaks one alone
        return super().get_bucket(environment, f"{language}:{name}", filename, source)
