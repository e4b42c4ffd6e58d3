"""What each statement reads, as the database's own EXPLAIN tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

EXPLAINED = re.compile(r"\s*(?:SELECT|UPDATE|DELETE|WITH)\b")
SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+)|)$")


@dataclass
class Read:
    """One statement: rows and blocks that it read, where Postgres tells; tables that it read from end to end."""

    statement: str
    rows: int = 0
    blocks: int = 0
    whole: set[str] = field(default_factory=set)


@contextmanager
def recorded_reads(engine: Engine) -> Iterator[list[Read]]:
    """Explain every statement of this engine right before it is run, in a savepoint that is taken back.

    SQLite tells no rows: there `rows` are hundreds of the steps that its machine made, as they run.
    """
    reads: list[Read] = []

    def count_steps() -> int:
        if reads:
            reads[-1].rows += 1
        return 0

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not EXPLAINED.match(statement) or many:
            return
        if connection.dialect.name == "postgresql":
            reads.append(_ask_postgres(connection.connection, statement, values))
        else:
            driver = connection.connection.driver_connection
            driver.set_progress_handler(None, 0)
            reads.append(_ask_sqlite(driver, statement, values))
            driver.set_progress_handler(count_steps, 100)

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield reads
    finally:
        event.remove(engine, "before_cursor_execute", explain)
        engine.dispose()  # and with it the connections that count


def _ask_postgres(connection: Any, statement: str, values: Any) -> Read:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT explaining")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) {statement}", values)
        [[[found]]] = cursor.fetchall()
        cursor.execute("ROLLBACK TO SAVEPOINT explaining")
    plan = found["Plan"]
    read = Read(statement, blocks=plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
    for node in _nodes(plan):
        if "Relation Name" in node and node["Node Type"] != "ModifyTable":
            rows = node["Actual Rows"] + sum(
                node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck")
            )
            read.rows += round(rows * node["Actual Loops"])
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]:
                read.whole.add(node["Relation Name"])
    return read


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _ask_sqlite(connection: Any, statement: str, values: Any) -> Read:
    lines = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    return Read(statement, whole={found.expand(r"\1 \2").strip() for line in lines if (found := SCAN.match(line))})
