import subprocess
import sys
import threading

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from lti_tool.delivery import executors
from lti_tool.delivery.executors import ThreadExecutor, wake


class Rounds:
    """Stands in for the look at what is due: counts rounds, and raises what it is told to."""

    def __init__(self):
        self.count = 0
        self.errors = []
        self.happened = threading.Condition()

    def __call__(self, services, now):
        with self.happened:
            self.count += 1
            self.happened.notify_all()
            if self.errors:
                raise self.errors.pop(0)
        return []

    def wait_for(self, count):
        with self.happened:
            return self.happened.wait_for(lambda: self.count >= count, timeout=60)


@pytest.fixture
def rounds(monkeypatch):
    rounds = Rounds()
    monkeypatch.setattr(executors, "ready_lanes", rounds)
    return rounds


@pytest.fixture
def executor(session_factory, clock, rounds, ledger):
    app = Flask("test")
    app.add_url_rule("/", view_func=lambda: "ok")
    app.extensions["lti"] = ledger.services
    executor = ThreadExecutor(app, clock)
    executor.start_on_first_request()
    yield executor
    executor.stop()


@pytest.fixture
def app(executor):
    return executor._app


def test_no_thread_runs_before_the_first_request(app, executor, rounds):
    wake(app)

    assert executor._thread is None
    assert rounds.count == 0


def test_the_first_request_starts_one_thread_and_later_ones_none(app, executor, rounds):
    app.test_client().get("/")
    first, running = executor._thread, threading.active_count()
    for _ in range(3):
        app.test_client().get("/")

    assert rounds.wait_for(1)
    assert executor._thread is first
    assert threading.active_count() <= running  # those of other tests may end meanwhile
    assert first.daemon


def test_waking_delivers_at_once(app, rounds, monkeypatch):
    monkeypatch.setattr(executors, "LONGEST_NAP_S", 3600.0)
    app.test_client().get("/")
    rounds.wait_for(1)
    wake(app)

    assert rounds.wait_for(2)


def test_an_app_without_an_executor_can_be_woken_too():
    app = Flask("test")

    wake(app)

    assert executors.EXTENSION not in app.extensions


def test_nothing_that_goes_wrong_ends_the_thread_or_tells_a_secret(app, rounds, caplog):
    rounds.errors = [
        OperationalError("INSERT", {"token": "very-secret"}, Exception("database is locked")),
        ZeroDivisionError("oops"),
    ]
    app.test_client().get("/")
    for number in range(1, 4):
        assert rounds.wait_for(number)
        wake(app)

    assert "database is locked" in caplog.text
    assert "oops" in caplog.text
    assert "very-secret" not in caplog.text


def test_a_trouble_that_lasts_is_logged_once(app, rounds, caplog):
    rounds.errors = [ZeroDivisionError("still down") for _ in range(3)]
    app.test_client().get("/")
    for number in range(1, 5):
        assert rounds.wait_for(number)
        wake(app)

    assert caplog.text.count("ZeroDivisionError: still down") == 1


def test_it_stops_when_told(app, executor, rounds):
    app.test_client().get("/")
    rounds.wait_for(1)
    thread = executor._thread

    executor.stop()

    assert not thread.is_alive()


def test_it_naps_until_the_next_delivery_falls_due_but_never_long(executor, ledger, clock):
    assert executor._nap(ledger.services) == executors.LONGEST_NAP_S
    ledger.queue()
    clock.pass_(seconds=-2)
    assert executor._nap(ledger.services) == 2
    clock.pass_(hours=-2)
    assert executor._nap(ledger.services) == executors.LONGEST_NAP_S
    clock.pass_(days=2)
    assert executor._nap(ledger.services) == executors.SHORTEST_NAP_S


def test_a_forked_worker_starts_a_thread_of_its_own():
    script = """
import os, threading
from flask import Flask
from lti_tool.delivery import executors
executors.ready_lanes = lambda *a, **k: 1 / 0
app = Flask("test")
app.extensions["lti"] = None
executor = executors.ThreadExecutor(app)
executor.ensure_started()
if os.fork() == 0:
    executor.ensure_started()
    os._exit(0 if executor._thread.is_alive() and executor._thread in threading.enumerate() else 9)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=30)

    assert done.stdout.strip() == "0", done.stderr
