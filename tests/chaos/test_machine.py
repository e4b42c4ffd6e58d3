"""Any sequence of submissions, faults, kills and clock steps ends, after peace, in the gradebook that policy says."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import create_engine, text

from lti_tool.lti.models import Registration
from lti_tool.placements.settings import Counting
from tests.chaos.campus import Campus
from tests.chaos.real import IS_IN_FULL
from tests.chaos.wire import FAULTS
from tests.support.databases import PostgresDatabases, SqliteDatabases

pytestmark = pytest.mark.both_databases

EXAMPLES = int(os.environ.get("CHAOS_EXAMPLES", "12"))
FEWER_WITH_POSTGRES = 3
STEPS = 30
PEOPLE = ("ana", "ben", "chi")


class Machine(RuleBasedStateMachine):
    """What may happen between a learner's quiz and the gradebook."""

    empty_ledger: ClassVar[Callable[[], AbstractContextManager[str]]]

    @initialize(counting=st.sampled_from(Counting))
    def begin(self, counting: Counting) -> None:
        self.end = ExitStack()
        self.campus = Campus(self.end.enter_context(type(self).empty_ledger()), counting)
        self.end.callback(self.campus.close)
        self.happened = 0

    @rule(user=st.sampled_from(PEOPLE), tenths=st.integers(0, 10))
    def submit(self, user: str, tenths: int) -> None:
        self.campus.submit(user, tenths)

    @rule(user=st.sampled_from(PEOPLE), tenths=st.integers(0, 10))
    def submit_while_one_is_in_the_air(self, user: str, tenths: int) -> None:
        self.campus.wire.meanwhile = lambda: self.campus.submit(user, tenths)

    @rule(times=st.integers(1, 3))
    def deliver(self, times: int) -> None:
        for _ in range(times):
            self.happened += 1
            self.campus.deliver()
            self.campus.clock.pass_(seconds=1)

    @rule(steps=st.integers(1, 25))
    def kill(self, steps: int) -> None:
        self.happened += 1
        self.campus.deliver(dies_after=steps)

    @rule(fault=st.sampled_from(FAULTS), minutes=st.integers(1, 5))
    def break_platform(self, fault: str, minutes: int) -> None:
        self.campus.wire.break_(fault, timedelta(minutes=minutes))

    @rule()
    def mend_platform(self) -> None:
        self.campus.wire.mend()

    @precondition(lambda self: not self.campus.is_database_away)
    @rule()
    def stop_database(self) -> None:
        self.campus.is_database_away = True
        self.campus.deliver()
        self.campus.is_database_away = False

    @rule(seconds=st.sampled_from([1, 7, 60, 400]))
    def wait(self, seconds: int) -> None:
        self.campus.clock.pass_(seconds=seconds)

    @rule(seconds=st.integers(1, 3600))
    def set_clock_back(self, seconds: int) -> None:
        self.campus.clock.pass_(seconds=-seconds)

    def teardown(self) -> None:
        if not hasattr(self, "campus"):
            return
        with self.end:
            self.campus.make_peace()
            submitted = sum(len(tried) for tried in self.campus.attempts.values())
            assert self.campus.lost() == []
            assert self.campus.undelivered() == []
            assert self.campus.wire.calls.total() <= 60 + 12 * (submitted + self.happened)


def test_whatever_happens_the_gradebook_ends_as_policy_says(sqlite_databases: SqliteDatabases) -> None:
    @contextmanager
    def empty_ledger() -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            yield sqlite_databases.fresh(Path(folder))

    _run(empty_ledger, EXAMPLES)


def test_whatever_happens_with_postgres_as_well(postgres_databases: PostgresDatabases, tmp_path: Path) -> None:
    database_url = postgres_databases.fresh(tmp_path)

    @contextmanager
    def empty_ledger() -> Iterator[str]:
        _empty(database_url)
        yield database_url

    _run(empty_ledger, EXAMPLES // FEWER_WITH_POSTGRES)


def _run(empty_ledger: Callable[[], AbstractContextManager[str]], examples: int) -> None:
    Machine.empty_ledger = staticmethod(empty_ledger)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not IS_IN_FULL,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _empty(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {Registration.__tablename__} RESTART IDENTITY CASCADE"))
    engine.dispose()
