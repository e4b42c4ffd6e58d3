"""Any sequence of submissions, faults, kills and clock steps ends, after peace, in the gradebook that policy says."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from lti_tool.placements.settings import Counting
from tests.chaos.campus import Campus
from tests.chaos.wire import FAULTS
from tests.support.databases import SqliteDatabases

EXAMPLES = int(os.environ.get("CHAOS_EXAMPLES", "12"))
STEPS = 30
PEOPLE = ("ana", "ben", "chi")


class Machine(RuleBasedStateMachine):
    """What may happen between a learner's quiz and the gradebook."""

    databases: SqliteDatabases

    @initialize(counting=st.sampled_from(Counting))
    def begin(self, counting: Counting) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.campus = Campus(self.databases.fresh(Path(self.folder.name)), counting)
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
        try:
            self.campus.make_peace()
            submitted = sum(len(tried) for tried in self.campus.attempts.values())
            assert self.campus.lost() == []
            assert self.campus.undelivered() == []
            assert self.campus.wire.calls.total() <= 60 + 12 * (submitted + self.happened)
        finally:
            self.campus.close()
            self.folder.cleanup()


@pytest.mark.timeout(3600)
def test_whatever_happens_the_gradebook_ends_as_policy_says(sqlite_databases: SqliteDatabases) -> None:
    Machine.databases = sqlite_databases
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="CHAOS_EXAMPLES" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
