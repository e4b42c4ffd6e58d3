"""Behind PgBouncer in transaction mode: each transaction may get another connection, and nobody notices."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from lti_tool.db import db
from lti_tool.settings import Settings
from tests.conftest import World
from tests.support.command_line import InProcess
from tests.support.databases import SECRET
from tests.support.learners import answers, csrf, item_ids, open_quiz, read_all_lessons, wait_for_grade
from tests.support.pgbouncer import pgbouncer
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)

LEARNERS = ("mei-ling", "siobhan", "yusuf", "priya", "lars", "kwame")
COURSE, LINK = "front-desk", "yes-and"
CONNECTIONS = 3  # fewer than there are threads: a connection is somebody else's all the time
TOLD = text("SELECT current_setting('jit'), current_setting('statement_timeout')")


@pytest.fixture
def pooled_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    with pgbouncer(database_url, tmp_path, CONNECTIONS) as url:
        yield url


@pytest.fixture
def settings(pooled_url: str, tool_port: int) -> Settings:
    return Settings(
        database_url=pooled_url,
        database_pooler="transaction",
        secret_key=SECRET,
        base_url=f"http://localhost:{tool_port}",
        allow_private_platforms=True,
    )


def test_whole_visits_at_once_with_delivery_and_chores(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def visit(person: str) -> list[Page]:
        learner = world.visitor()
        page = learner.launch(person, COURSE, LINK)
        lessons = read_all_lessons(learner, page)
        quiz = open_quiz(learner, lessons)
        given, first = answers(quiz, right=10), item_ids(quiz)[0]
        fields = {"csrf_token": csrf(quiz), "option": given[f"item-{first}"]}
        saved = learner.post(f"{quiz.url}/responses/{first}", fields, Accept="text/plain")
        return [page, lessons, quiz, saved, learner.submit(quiz, "Submit your answers", given), learner.get(page.url)]

    def watch() -> list[Page]:
        rosa = world.visitor()
        page = rosa.launch("rosa", COURSE, LINK)
        grid = f"{rosa.tool_url}/l/{page.launch_id}/instructor/grid"
        return [page, *(rosa.get(url) for url in (grid, f"{grid}.csv", page.url) * len(LEARNERS))]

    with ThreadPoolExecutor(len(LEARNERS) + 1) as people:
        watched = people.submit(watch)
        pages = [page for visited in people.map(visit, LEARNERS) for page in visited] + watched.result()

    assert [(page.status, page.path, page.text) for page in pages if page.status not in (200, 204)] == []
    assert [wait_for_grade(world, person, LINK) for person in LEARNERS] == [100] * len(LEARNERS)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_what_postgres_is_told_holds_in_each_transaction_and_for_nobody_else(app: Flask, database_url: str) -> None:
    with app.test_request_context():
        pages = [db.session.execute(TOLD).one()]
        db.session.commit()
        pages.append(db.session.execute(TOLD).one())
    with app.app_context():
        background = db.session.execute(TOLD).one()

    assert pages == [("off", "30s")] * 2
    assert background == ("off", "0")


def test_commands_work_through_it_and_a_pooler_that_nobody_named_is_told(pooled_url: str, tmp_path: Path) -> None:
    environ = {"LTI_TOOL_DATABASE_URL": pooled_url, "LTI_TOOL_SECRET_KEY": SECRET}
    unaware = InProcess(tmp_path, environ)("db", "check")
    written = InProcess(tmp_path)("init", "--base-url", "https://localhost", "--database-url", pooled_url)
    aware = InProcess(tmp_path, {"LTI_TOOL_CONFIG": str(tmp_path / "lti-tool.toml")})
    checked = aware("db", "check")

    assert (unaware.returncode, "Set LTI_TOOL_DATABASE_POOLER=transaction." in unaware.stderr) == (1, True)
    assert written.returncode == aware("db", "upgrade").returncode == checked.returncode == 0, checked.stderr
    assert checked.stderr == ""
    assert "A web process opens 14 connections at most (8 for pages, 6 for the background)" in checked.stdout
