"""One process at a time does a chore that goes over tables, and one that died is no obstacle."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from lti_tool.db import utcnow
from lti_tool.work import turns
from lti_tool.work.turns import LEASE, Turn, TurnLost, taken_turn

pytestmark = pytest.mark.both_databases

AN_HOUR = timedelta(hours=1)
NOON = utcnow()


def attempt(app: Flask, now: datetime, *, when_due: bool = True) -> bool:
    with taken_turn(app.extensions["lti"].session_factory, "tidy", now, AN_HOUR, when_due=when_due) as turn:
        return turn is not None


def test_while_one_has_the_turn_nobody_else_does_and_then_it_is_due_an_hour_later(app: Flask) -> None:
    with taken_turn(app.extensions["lti"].session_factory, "tidy", NOON, AN_HOUR) as turn:
        assert turn is not None
        turn.places["people"] = 4711
        assert not attempt(app, NOON)
        assert not attempt(app, NOON, when_due=False)

    assert not attempt(app, NOON + AN_HOUR / 2)
    assert attempt(app, NOON + AN_HOUR / 2, when_due=False), "a command does not wait until it is due"
    with taken_turn(app.extensions["lti"].session_factory, "tidy", NOON + 2 * AN_HOUR, AN_HOUR) as turn:
        assert turn is not None
        assert turn.places == {"people": 4711}


def test_what_went_wrong_is_still_due(app: Flask) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        taken_turn(app.extensions["lti"].session_factory, "tidy", NOON, AN_HOUR),
    ):
        raise ZeroDivisionError

    assert attempt(app, NOON)


def test_whoever_died_is_followed_after_the_lease_and_whoever_was_only_stopped_does_no_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "KEPT_EVERY_S", 0.0)
    sessions = app.extensions["lti"].session_factory
    with taken_turn(sessions, "tidy", NOON, AN_HOUR) as turn:
        assert isinstance(turn, Turn)
        monkeypatch.setattr(turns, "worker_name", lambda: "another process")
        assert not attempt(app, NOON + LEASE - timedelta(seconds=1))
        assert attempt(app, NOON + LEASE + timedelta(seconds=1))
        with pytest.raises(TurnLost):
            turn.keep()
