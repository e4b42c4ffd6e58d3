"""What the tool stands on goes away for real, again and again, while it delivers: its database, its broker."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.delivery.executors.threads import EXTENSION
from lti_tool.delivery.models import WIDEST
from lti_tool.settings import Settings
from tests.chaos.real import TIMES, Gradebook, Ledger
from tests.support.broker import Broker, celery_worker
from tests.support.closing import close_app
from tests.support.databases import SECRET, PostgresDatabases, SqliteDatabases
from tests.support.waiting import await_that

pytestmark = pytest.mark.both_databases

AWAY_S = (0.1, 1.0)


@pytest.mark.timeout(900)
def test_a_database_that_crashes_again_and_again_loses_nothing(
    postgres_databases: PostgresDatabases, gradebook: Gradebook, tmp_path: Path
) -> None:
    """The web's own thread delivers all along."""
    database_url = postgres_databases.fresh(tmp_path)
    postgres_databases.keep_through_crashes(database_url)
    ledger = Ledger(database_url, gradebook)

    def outage() -> None:
        postgres_databases.crash()
        time.sleep(random.uniform(*AWAY_S))
        postgres_databases.start()
        ledger.let_time_pass()

    app = create_app(Settings(database_url=database_url, secret_key=SECRET, allow_private_platforms=True))
    app.extensions[EXTENSION].start()
    _live_through(outage, app, ledger, gradebook)
    ledger.expect_all_there(posts=TIMES * WIDEST)
    close_app(app)


@pytest.mark.timeout(900)
def test_a_broker_that_stops_again_and_again_loses_nothing(
    sqlite_databases: SqliteDatabases, gradebook: Gradebook, broker: Broker, tmp_path: Path
) -> None:
    """Celery's workers deliver; what they were told in Redis is gone each time."""
    database_url = sqlite_databases.fresh(tmp_path)

    def outage() -> None:
        broker.stop()
        time.sleep(random.uniform(*AWAY_S))
        broker.start()

    settings = Settings(
        database_url=database_url, secret_key=SECRET, allow_private_platforms=True, broker_url=broker.url
    )
    app = create_app(settings)
    ledger = Ledger(database_url, gradebook)
    with celery_worker(settings, tmp_path):
        _live_through(outage, app, ledger, gradebook)
    ledger.expect_all_there(posts=0)
    close_app(app)


def _live_through(outage: Callable[[], None], app: Flask, ledger: Ledger, gradebook: Gradebook) -> None:
    """Scores are handed in and on their way; then the outage."""
    for _ in range(TIMES):
        ledger.hand_in()
        app.extensions[EXTENSION].wake()
        gradebook.await_some(unless=lambda: ledger.is_all_delivered)
        outage()
        app.extensions[EXTENSION].wake()
    await_that(lambda: ledger.is_all_delivered)
