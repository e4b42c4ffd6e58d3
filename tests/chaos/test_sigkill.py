"""Real processes, really killed: `lti-tool grades deliver` dies by SIGKILL again and again, and no score is lost."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.orm import Session

from benchmarks.grades.filling import add_deliveries, place_link
from lti_tool.grades.models import DeliveryState, PlatformLane, ScoreDelivery
from tests.support.databases import SECRET, SqliteDatabases

KILLS = 30 if "CHAOS_EXAMPLES" in os.environ else 2
SCORES = 60 * KILLS
GOES = 10


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture
def gradebook() -> Iterator[str]:
    """A platform that takes 10 ms for a score, as a process of its own."""
    command = [sys.executable, "-m", "benchmarks.grades.gradebook", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.kill()


def counts(gradebook: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{gradebook}/counts", timeout=60) as answer:
        found: dict[str, float] = json.load(answer)
    return found


def deliver(database_url: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "LTI_TOOL_DATABASE_URL": database_url,
        "LTI_TOOL_SECRET_KEY": SECRET,
        "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true",
    }
    command = [sys.executable, "-c", "from lti_tool.cli import main; main()", "grades", "deliver"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.timeout(900)
def test_a_worker_that_is_killed_again_and_again_loses_nothing(database_url: str, gradebook: str) -> None:
    chance, engine = random.Random(3), create_engine(database_url)
    with Session(engine) as session:
        add_deliveries(session, place_link(session, gradebook), SCORES, DeliveryState.DUE)
    for _ in range(KILLS):
        before = counts(gradebook).get("scores", 0)
        worker = deliver(database_url)
        while worker.poll() is None and counts(gradebook).get("scores", 0) < before + chance.randint(1, 40):
            time.sleep(0.005)
        worker.kill()
        worker.wait()
        _let_time_pass(engine)

    for _ in range(GOES):
        assert deliver(database_url).wait() == 0
        if _arrived(engine) == SCORES:
            break
        _let_time_pass(engine)

    told = counts(gradebook)
    assert (told["people"], told["sum"]) == (SCORES, sum(number % 101 for number in range(SCORES)))
    assert told["scores"] <= SCORES + KILLS * 50
    assert _arrived(engine) == SCORES
    engine.dispose()


def _arrived(engine: Engine) -> int:
    with Session(engine) as session:
        delivered = select(func.count()).where(ScoreDelivery.state == DeliveryState.DELIVERED)
        return session.scalar(delivered) or 0


def _let_time_pass(engine: Engine) -> None:
    """Leases and pauses run out: those of who was killed, and those of a machine too busy to answer in time."""
    waiting = ScoreDelivery.state.in_((DeliveryState.DUE, DeliveryState.SENDING))
    with Session(engine) as session:
        session.execute(update(ScoreDelivery).where(waiting).values(next_try_at=ScoreDelivery.due_since))
        session.execute(
            update(ScoreDelivery)
            .where(ScoreDelivery.lease_until.is_not(None))
            .values(lease_until=ScoreDelivery.due_since)
        )
        session.execute(update(PlatformLane).values(held_until=None, paused_until=None))
        session.commit()
