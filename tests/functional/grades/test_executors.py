"""The same promises whoever delivers: the thread in the web process, or Celery's workers behind a real Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from lti_tool.delivery.executors import celery_workers as celery_executor
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.settings import Settings
from tests.chaos.real import Ledger, gradebook_process
from tests.conftest import World
from tests.functional.grades.test_where_grades_are import grade_is, take_quiz, wait_for
from tests.support.broker import Broker, celery_worker
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.waiting import await_that

pytestmark = pytest.mark.both_databases

SECONDS = 60


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """One database is enough here: that the ledger does the same on both is said elsewhere."""
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture(params=["thread", "celery"])
def executor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(database_url: str, tool_port: int, executor: str, request: pytest.FixtureRequest) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=SECRET,
        base_url=f"http://localhost:{tool_port}",
        allow_private_platforms=True,
        broker_url=request.getfixturevalue("broker").url if executor == "celery" else "",
    )


@pytest.fixture
def delivering(world: World, settings: Settings, tmp_path: Path) -> Iterator[World]:
    """The world, and a Celery worker with its beat where that is who delivers."""
    if not settings.broker_url:
        yield world
        return
    with celery_worker(settings, tmp_path):
        yield world


def test_a_score_arrives_also_after_throttling_and_revoked_tokens(delivering: World) -> None:
    delivering.platform.faults.throttle = 2
    take_quiz(delivering, right=7)
    assert wait_for(grade_is(delivering, 70), SECONDS)

    delivering.platform.access_tokens.revoke_all()
    take_quiz(delivering, right=9)
    assert wait_for(grade_is(delivering, 90), SECONDS)


def test_a_delivery_that_was_never_queued_is_found_by_the_sweep(delivering: World) -> None:
    delivering.platform.faults.fail = 1000
    take_quiz(delivering, right=8)
    with delivering.tool.extensions["lti"].session_factory() as session:
        session.execute(delete(ScoreDelivery))
        session.commit()
    delivering.platform.faults.reset()

    result = delivering.tool.test_cli_runner().invoke(args=["grades", "deliver"])

    assert result.exit_code == 0, result.output
    assert wait_for(grade_is(delivering, 80), SECONDS)
    with delivering.tool.extensions["lti"].session_factory() as session:
        assert len(session.scalars(select(ScoreDelivery)).all()) == 1


@pytest.mark.parametrize("executor", ["celery"], indirect=True)
def test_a_broker_that_is_away_when_a_quiz_is_handed_in_loses_nothing(delivering: World, broker: Broker) -> None:
    broker.stop()
    take_quiz(delivering, right=7)
    assert not grade_is(delivering, 70)()

    broker.start()
    assert wait_for(grade_is(delivering, 70), SECONDS)


@pytest.mark.parametrize("executor", ["celery"], indirect=True)
def test_with_a_broker_the_web_starts_no_thread_and_waits_once_for_one_that_is_away(
    app: Flask, broker: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(celery_executor, "UNHEARD_FOR_S", 3600.0)
    broker.stop()
    executor = app.extensions["score_executor"]
    before = threading.active_count()

    app.test_client().get("/healthz")
    for _ in range(20):
        executor.wake()

    assert not any(thread.name.startswith("score") for thread in threading.enumerate() if thread.is_alive())
    assert threading.active_count() <= before
    assert caplog.text.count("the broker is away") == 1


def test_a_worker_without_a_broker_says_what_is_missing(database_url: str) -> None:
    environment = {**os.environ, "LTI_TOOL_DATABASE_URL": database_url, "LTI_TOOL_SECRET_KEY": SECRET}
    done = subprocess.run(
        [sys.executable, "-c", "import lti_tool.worker"], env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "LTI_TOOL_BROKER_URL is not set" in done.stderr


def test_a_worker_starts_while_its_database_is_away_and_delivers_once_it_is_there(
    sqlite_databases: SqliteDatabases, broker: Broker, tmp_path: Path
) -> None:
    prepared, wanted = tmp_path / "prepared", tmp_path / "wanted"
    prepared.mkdir()
    settings = Settings(
        database_url=f"sqlite:///{wanted / 'tool.sqlite3'}",
        secret_key=SECRET,
        allow_private_platforms=True,
        broker_url=broker.url,
    )
    with gradebook_process() as gradebook:
        before = Ledger(sqlite_databases.fresh(prepared), gradebook)
        before.hand_in()
        with celery_worker(settings, tmp_path):
            await_that(lambda: any(tmp_path.glob("beat*")))
            prepared.rename(wanted)
            await_that(lambda: gradebook.count("people") == before.scores)
