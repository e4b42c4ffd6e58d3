"""The thread that delivers: when it starts, when it looks, and that nothing ends it but its end."""

import logging
import subprocess
import sys
import threading

import pytest
from sqlalchemy.exc import OperationalError

from lti_tool.delivery.executors import loop as delivery_loop
from lti_tool.delivery.executors.chores import Chore
from lti_tool.delivery.executors.threads import ThreadExecutor
from lti_tool.errors import ToolError

pytestmark = pytest.mark.both_databases

PATIENCE_S = 60


class Rounds:
    """Stands in for the look at what is due: counts rounds, and raises what it is told to."""

    def __init__(self):
        self.count = 0
        self.errors = []
        self.happened = threading.Condition()

    def __call__(self, *_what):
        with self.happened:
            self.count += 1
            self.happened.notify_all()
            if self.errors:
                raise self.errors.pop(0)
        return []

    def wait_for(self, count):
        with self.happened:
            return self.happened.wait_for(lambda: self.count >= count, timeout=PATIENCE_S)


@pytest.fixture
def rounds(monkeypatch):
    rounds = Rounds()
    monkeypatch.setattr(delivery_loop, "ready_lanes", rounds)
    return rounds


@pytest.fixture
def executor(clock, rounds, ledger):
    executor = ThreadExecutor(ledger.services, clock=clock)
    yield executor
    executor.stop()


def test_nothing_runs_before_it_is_started_however_often_it_is_woken(executor, rounds):
    before = set(threading.enumerate())
    executor.wake()
    executor.pause()

    assert set(threading.enumerate()) <= before
    assert rounds.count == 0


def test_it_starts_one_thread_however_often_it_is_started(executor, rounds):
    executor.start()
    assert rounds.wait_for(1)
    running = [thread for thread in threading.enumerate() if thread.name == "score-delivery"]
    for _ in range(3):
        executor.start()

    assert [thread for thread in threading.enumerate() if thread.name == "score-delivery"] == running
    assert all(thread.daemon for thread in running)


def test_waking_delivers_at_once(executor, rounds, monkeypatch):
    monkeypatch.setattr(delivery_loop, "LONGEST_NAP_S", 3600.0)
    executor.start()
    rounds.wait_for(1)
    executor.wake()

    assert rounds.wait_for(2)


def test_nothing_that_goes_wrong_ends_the_thread_or_tells_a_secret(executor, rounds, caplog):
    rounds.errors = [
        OperationalError("INSERT", {"token": "very-secret"}, Exception("database is locked")),
        ZeroDivisionError("oops"),
    ]
    executor.start()
    for number in range(1, 4):
        assert rounds.wait_for(number)
        executor.wake()

    assert "database is locked" in caplog.text
    assert "oops" in caplog.text
    assert "very-secret" not in caplog.text


def test_a_trouble_that_lasts_is_logged_once(executor, rounds, caplog):
    rounds.errors = [ZeroDivisionError("still down") for _ in range(3)]
    executor.start()
    for number in range(1, 5):
        assert rounds.wait_for(number)
        executor.wake()

    assert caplog.text.count("ZeroDivisionError: still down") == 1


def test_a_chore_that_fails_keeps_neither_grades_nor_the_other_chores(ledger, clock, rounds, caplog):
    done = Rounds()
    chores = [Chore("sweep", lambda _now: 1 / 0), Chore("tidy", done), Chore("seldom", done, 3600.0)]
    executor = ThreadExecutor(ledger.services, chores, clock=clock)
    executor.start()
    for number in range(1, 4):
        assert rounds.wait_for(number)
        executor.wake()
    executor.stop()

    assert done.count == rounds.count + 1
    assert caplog.text.count("sweep: ZeroDivisionError") == 1


def test_a_chore_that_is_done_aside_keeps_no_grade_waiting_not_even_at_the_start_and_is_done_once_at_a_time(
    ledger, clock, rounds
):
    called, may_end = Rounds(), threading.Event()

    def call(now):
        called(now)
        may_end.wait(60)

    executor = ThreadExecutor(ledger.services, [Chore("tidy", call, aside="housekeeping")], clock=clock)
    executor.start()
    for number in range(1, 4):
        assert rounds.wait_for(number)
        executor.wake()
    assert called.wait_for(1)
    assert called.count == 1
    may_end.set()
    executor.stop()


def test_while_the_guard_says_no_nothing_is_touched_and_the_reason_is_said_once_in_words(ledger, clock, rounds, caplog):
    guard, done = Rounds(), Rounds()
    guard.errors = [ToolError("The database is older.") for _ in range(2)]
    executor = ThreadExecutor(ledger.services, [Chore("sweep", done)], guard, clock)
    executor.start()
    for number in (1, 2):
        assert guard.wait_for(number)
        assert done.count == rounds.count == 0
        executor.wake()
    assert rounds.wait_for(1)
    executor.stop()

    assert done.count >= 1
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "score delivery waits: The database is older."
    ]


def test_it_stops_when_told_and_starts_no_more(executor, rounds):
    executor.start()
    rounds.wait_for(1)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "score-delivery")

    executor.stop()
    executor.start()

    assert not thread.is_alive()
    assert not any(thread.name == "score-delivery" for thread in threading.enumerate())


def test_after_a_pause_it_starts_again(executor, rounds):
    executor.start()
    rounds.wait_for(1)
    executor.pause()
    seen = rounds.count
    assert not any(thread.name == "score-delivery" for thread in threading.enumerate())

    executor.start()

    assert rounds.wait_for(seen + 1)


def test_it_naps_until_the_next_delivery_falls_due_but_never_long(ledger, clock):
    loop = delivery_loop.DeliveryLoop(ledger.services, (), lambda: None, clock, threads=1)
    assert loop._nap() == delivery_loop.LONGEST_NAP_S
    ledger.queue()
    clock.pass_(seconds=-2)
    assert loop._nap() == 2
    clock.pass_(hours=-2)
    assert loop._nap() == delivery_loop.LONGEST_NAP_S
    clock.pass_(days=2)
    assert loop._nap() == delivery_loop.SHORTEST_NAP_S


def test_a_forked_worker_starts_a_thread_of_its_own():
    script = """
import os, threading
from lti_tool.delivery.executors import loop as delivery_loop
from lti_tool.delivery.executors.threads import ThreadExecutor
looked = threading.Event()
delivery_loop.ready_lanes = lambda *a, **k: looked.set() or 1 / 0
executor = ThreadExecutor(None)
executor.start()
executor.pause()
looked.clear()
if os.fork() == 0:
    executor.start()
    os._exit(0 if looked.wait(30) else 9)
print(os.waitstatus_to_exitcode(os.wait()[1]), looked.is_set())
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=60)

    assert done.stdout.strip() == "0 False", done.stderr
