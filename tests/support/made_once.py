"""What every application and engine of a test would compile anew, although it is the same each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule

from lti_tool.content.model.catalogue import Catalogue

STATEMENTS = 5000


class _Compiled(dict[Any, Any]):
    """Compiled statements by their keys; begins anew when there are too many."""

    def __setitem__(self, key: object, compiled: object) -> None:
        if len(self) >= STATEMENTS:
            self.clear()
        super().__setitem__(key, compiled)


class _CompilesOnce:
    """Engines for one kind of database are alike, and so is the SQL that they compile."""

    compiled: ClassVar[_Compiled]

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.compiled)

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)


class Sqlite(_CompilesOnce, SQLiteDialect_pysqlite):
    compiled = _Compiled()
    supports_statement_cache = True


class Postgres(_CompilesOnce, PGDialect_psycopg):
    compiled = _Compiled()
    supports_statement_cache = True


def compile_statements_once() -> None:
    """For every engine that is made in this process from now on."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgres.__name__)


class RouteCompiledOnce(Rule):
    """A route that takes over what was made of an equal one before; half of what an application costs a test."""

    _known: ClassVar[dict[tuple[object, ...], dict[str, Any]]] = {}

    def compile(self) -> None:
        at = (self.rule, self.host, self.subdomain, str(self.defaults), self.build_only, self.merge_slashes)
        if at not in self._known:
            given = dict(vars(self))
            super().compile()
            self._known[at] = {name: made for name, made in vars(self).items() if given.get(name) is not made}
            self._known[at]["arguments"] = self.arguments
        vars(self).update(self._known[at])


class TemplatesCompiledOnce(BytecodeCache):
    """What templates were compiled to, by what they say and for each language apart: its words are in it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        language = getattr(environment, "speaks", "")  # the demo LMS speaks one alone
        return super().get_bucket(environment, f"{language}:{name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


def parsed_once(load: Callable[[Path], Catalogue]) -> Callable[[Path], Catalogue]:
    """`load`, which parses files that say the same but once, wherever they lie; what it refuses it refuses anew."""
    known: dict[object, Catalogue] = {}

    def load_once(folder: Path) -> Catalogue:
        paths = sorted(folder.rglob("*"))
        if not all(path.is_dir() or path.is_file() for path in paths) or any(path.is_symlink() for path in paths):
            return load(folder)
        files = tuple((path.relative_to(folder), b"" if path.is_dir() else path.read_bytes()) for path in paths)
        if files not in known:
            known[files] = load(folder)
        return known[files]

    return load_once
