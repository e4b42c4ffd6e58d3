"""How many SQL statements a request needs; BEGIN and COMMIT are not counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from benchmarks.visits import Visitor
from lti_tool.db import db

STEPS = ("login", "launch", "page")


@contextmanager
def recorded_statements(app: Flask, *, of_pages: bool = False) -> Iterator[list[str]]:
    """The statements that the app's pages, and (but for `of_pages`) what runs behind them, execute inside the block."""
    found: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    with app.app_context():
        engines = [db.engine] if of_pages else list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", record)


def statements_per_step(app: Flask, visitor: Visitor, course: str) -> dict[str, list[str]]:
    """What one login, launch and page execute, by step."""
    taken: dict[str, list[str]] = {}

    def step(name: str, action: Callable[[], Any]) -> Any:
        with recorded_statements(app, of_pages=True) as found:
            answer = action()
        taken[name] = list(found)
        return answer

    asked = step("login", lambda: visitor.login(course))
    path = step("launch", lambda: visitor.launch(course, asked))
    step("page", lambda: visitor.page(path))
    return taken
