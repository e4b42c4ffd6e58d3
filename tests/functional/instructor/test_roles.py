"""Who may open what: every route inside a launch, as each role, from another course and from another platform.

docs/roles.md has the table that these tests compare with: a route that is new, gone, or open to somebody else fails
here until `make roles` has written it down, and somebody has looked at what changed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.audit import AuditEvent
from lti_tool.db import Base
from lti_tool.lti.models import Context
from tests.support.databases import SqliteDatabases
from tests.support.door import Door, make_platform, register_with_keys
from tests.support.role_walk import BRANCH, ROLES, WORDS, enter, furnish, knock, read_table, routes, walk

ELSEWHERE: dict[str, Any] = {"context": {"id": "another-course", "title": "Another course"}}
MACHINES = {"launches", "login_states", "access_tokens", "platform_key_sets", "memberships", "audit_events"}


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """One database is enough: who may open a page is decided before any statement that another would run otherwise."""
    return sqlite_databases.fresh(tmp_path)


def test_the_table_names_every_route_and_nothing_else(app: Flask) -> None:
    assert sorted(read_table()) == sorted(routes(app))


def test_each_role_opens_what_the_table_says(door: Door) -> None:
    theirs = furnish(door)

    walked = {role: walk(door, role, theirs) for role in ROLES}

    said = read_table()
    assert walked == {role: {route: row[role] for route, row in said.items()} for role in ROLES}


@pytest.mark.parametrize("stranger", ["of another course", "of another platform"])
def test_an_instructor_from_elsewhere_reads_and_changes_nothing(door: Door, stranger: str) -> None:
    theirs = furnish(door)
    door.app.extensions["score_executor"].stop()  # else grades on their way would change meanwhile
    before, log = _rows(door), _count_log(door)
    if stranger == "of another course":
        taker = enter(door, "Instructor", "rosa", **ELSEWHERE)
    else:
        taker = enter(_behind_another_platform(door), "Instructor", "rosa")

    for route in routes(door.app)[:-1]:
        answer = knock(taker, route, theirs)
        assert not any(words.encode() in answer.data for words in ("Mei-Ling", BRANCH, WORDS)), route
        assert answer.status_code < 500, route

    after = _rows(door)
    assert {name: gone for name, rows in before.items() if (gone := rows - after[name])} == {}
    assert _count_log(door) == log


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_the_address_of_somebody_elses_launch_opens_nothing(door: Door, role: str) -> None:
    theirs = furnish(door)
    door.app.extensions["score_executor"].stop()
    owner, thief = enter(door, "Instructor", "rosa"), enter(door, role, **ELSEWHERE)
    before = _rows(door)

    answers = {route: knock(thief, route, theirs, base=owner.base) for route in routes(door.app)}

    assert {answer.status_code for answer in answers.values()} <= {401, 403}
    assert _rows(door) == before


def _behind_another_platform(door: Door) -> Door:
    """The same tool behind another platform, where courses, links and people are called the same."""
    platform = make_platform(door.url, "http://127.0.0.1:8099")
    with door.session() as session:
        return replace(door, platform=platform, registration_id=register_with_keys(session, platform))


def _rows(door: Door) -> dict[str, set[tuple[str, ...]]]:
    """Every row of what people made, but for sessions and what is kept for machines."""
    tables = [table for table in Base.metadata.tables.values() if table.name not in MACHINES]
    with door.session() as session:
        return {table.name: {tuple(map(str, row)) for row in session.execute(select(table))} for table in tables}


def _count_log(door: Door) -> int:
    with door.session() as session:
        first = select(func.min(Context.id)).scalar_subquery()
        return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.context_id == first)) or 0
