"""What the background reads is as much with four times as many learners: EXPLAIN says so of each of its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from lti_tool import background
from lti_tool.background import _chores
from lti_tool.db import db, engine_here, utcnow
from lti_tool.delivery import lanes, ledger
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.grading import sweeping
from lti_tool.privacy.retention import people, practice
from lti_tool.work.models import ChoreTurn
from tests.support.many_learners import add_courses, add_learners
from tests.support.plans import Read, recorded_reads

pytestmark = pytest.mark.both_databases

FEW, MANY = 1_500, 6_000
THEN = timedelta(days=100)
BOUNDED = {  # by registrations, courses and links, by operators, or by a number; and a newest or oldest row at an end
    "access_tokens",
    "chore_turns",
    "contexts",
    "coordinator_invitations",
    "course_settings",
    "course_work",
    "deployments",
    "operator_notices",
    "placements",
    "platform_lanes",
    "registration_invitations",
    "registrations",
    "resource_links",
    "setup_refusals",
}
EMPTY = {"accommodation_reasons", "audit_events", "certificates", "erasure_requests"}
"""They grow, and here they hold nothing, which Postgres reads from end to end."""
Rows = dict[str, int]


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the smaller database holds more than one run looks at, too."""
    monkeypatch.setattr(background, "ROUNDS_AN_HOUR", 2)
    for module, stretch in ((sweeping, 500), (people, 50), (practice, 100)):
        monkeypatch.setattr(module, "STRETCH", stretch)


@pytest.fixture
def measured(app: Flask) -> Iterator[Callable[[int, int], tuple[Rows, Rows]]]:
    """Add learners, and say what each chore reads, and what delivery does while all scores of theirs wait."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"keep_practice_days": 30})
    now = utcnow()

    def measure(first: int, last: int) -> tuple[Rows, Rows]:
        with engine_here().begin() as connection:
            add_learners(connection, first, last, now - THEN)
        monkey = pytest.MonkeyPatch()
        with monkey.context() as patience:  # what is over is gone, and the rest was looked at
            patience.setattr(background, "ROUNDS_AN_HOUR", 200)
            _run(app, now, _just_do)
        _analyze()
        idle = _run(app, now, _read)
        with engine_here().begin() as connection:  # Postgres hears nothing of it
            waits = {"state": DeliveryState.DUE, "next_try_at": now - THEN, "due_since": now, "look_at": None}
            connection.execute(update(ScoreDelivery).values(waits))
        deep = _run(app, now, _read) | _deliver(app, now)
        with engine_here().begin() as connection:
            connection.execute(update(ScoreDelivery).values(state=DeliveryState.DELIVERED))
        return idle, deep

    with app.app_context():
        with engine_here().begin() as connection:
            add_courses(connection, now - THEN)
        yield measure
        db.session.remove()


def test_no_chore_reads_more_where_there_are_more_learners_and_none_a_whole_table(
    measured: Callable[[int, int], tuple[Rows, Rows]],
) -> None:
    few, many = measured(1, FEW), measured(FEW + 1, MANY)

    for before, after in zip(few, many, strict=True):
        grown = {name: (before[name], rows) for name, rows in after.items() if rows > before[name] * 1.2 + 60}
        assert grown == {}
    assert {"settle", "tallies", "resume", "sweep", "terms", "column dates", "tidy", "retention", "claim"} <= {*many[1]}


def _run(app: Flask, now: datetime, do: Callable[[Callable[[], object]], int]) -> Rows:
    """Each chore once, as if it were due."""
    with engine_here().begin() as connection:
        connection.execute(delete(ChoreTurn))
    return {chore.name: do(partial(chore.run, now)) for chore in _chores(app)}


def _deliver(app: Flask, now: datetime) -> Rows:
    sessions = app.extensions["lti"].session_factory

    def look() -> None:
        with sessions() as session:
            assert lanes.find_ready(session, now)
        with sessions() as session:
            assert lanes.find_next_due_at(session)

    def claim() -> None:
        with sessions() as session:
            lane = lanes.take(session, 1, "somebody", now)
            assert lane is not None
            assert len(ledger.claim(session, lane, now, 50)) == 50
            session.rollback()

    return {"look": _read(look), "claim": _read(claim)}


def _just_do(act: Callable[[], object]) -> int:
    act()
    return 0


def _read(act: Callable[[], object]) -> int:
    with recorded_reads(engine_here()) as reads:
        act()
    assert reads
    for read in reads:
        whole = {each for each in read.whole if not _may_be_whole(each, read)}
        assert whole == set(), read.statement
    return sum(read.rows for read in reads)


def _may_be_whole(scanned: str, read: Read) -> bool:
    """To go along an index, or the table's own order, for some rows only is as good as a search."""
    name, _, _index = scanned.partition(" ")
    is_one_end = f"ORDER BY {name}." in read.statement and "LIMIT" in read.statement
    return name in BOUNDED | EMPTY or name not in db.metadata.tables or is_one_end


def _analyze() -> None:
    with engine_here().begin() as connection:
        connection.execute(text("ANALYZE"))
