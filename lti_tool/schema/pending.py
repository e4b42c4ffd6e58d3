"""What an upgrade will do, before it does it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic.script import Script, ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, table

from lti_tool.schema.check import current_migration, known_migrations
from lti_tool.schema.migrating import alembic_config, oldest_after
from lti_tool.settings import shipped_dir


@dataclass(frozen=True)
class Pending:
    """A migration that is missing: what it says of itself, and the tables there are that it names, with their rows.

    `oldest_revision` is the oldest whose code still runs afterward, where it takes something away.
    """

    revision: str
    title: str
    rows: Mapping[str, int]
    oldest_revision: str | None


def find_pending(engine: Engine) -> list[Pending]:
    """The migrations that are missing, in order; none where the database has none at all, or is ahead."""
    known, current = known_migrations(shipped_dir("migrations")), current_migration(engine)
    if current not in known:
        return []
    scripts = ScriptDirectory.from_config(alembic_config())
    missing = [scripts.get_revision(revision) for revision in known[known.index(current) + 1 :]]
    return [_describe(engine, script) for script in missing if script]


def _describe(engine: Engine, script: Script) -> Pending:
    named = _texts_of(Path(script.path)) & set(inspect(engine).get_table_names())
    return Pending(script.revision, script.doc, _count(engine, sorted(named)), oldest_after(script))


def _texts_of(path: Path) -> set[str]:
    """Each word in a file's texts: tables are named there, alone or in a statement."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {word for text in texts for word in text.replace(".", " ").split()}


def _count(engine: Engine, names: Sequence[str]) -> dict[str, int]:
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
