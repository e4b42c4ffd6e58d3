"""Sixty platforms that hang: they get so many threads and connections, and no other platform's score waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from benchmarks.grades.filling import add_deliveries, place_link
from benchmarks.hanging_platform import HangingPlatform
from lti_tool.db import BACKGROUND, db
from lti_tool.delivery.models import DeliveryState, PlatformLane
from lti_tool.settings import Settings
from tests.conftest import World
from tests.support.learners import answers, open_quiz, wait_for_grade
from tests.support.waiting import await_that

PLATFORMS, SCORES_EACH = 60, 5
LINK = "yes-and"


class Peak:
    """How many of something there were at once at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def add(self, change: int) -> None:
        with self._lock:
            self.now += change
            self.most = max(self.most, self.now)


@pytest.fixture
def connections(app: Flask) -> Peak:
    """Those of the background."""
    peak = Peak()
    with app.app_context():
        engine = db.engines[BACKGROUND]
    event.listen(engine, "checkout", lambda *_: peak.add(1))
    event.listen(engine, "checkin", lambda *_: peak.add(-1))
    return peak


@pytest.fixture
def hanging(app: Flask) -> Iterator[HangingPlatform]:
    with HangingPlatform() as platform:
        with app.extensions["lti"].session_factory() as session:
            for number in range(PLATFORMS):
                placement = place_link(session, f"{platform.url}/{number}")
                add_deliveries(session, placement, SCORES_EACH, DeliveryState.DUE)
        yield platform
        platform.hang_up()
        app.extensions["score_executor"].stop()


def test_they_have_their_share_of_threads_and_connections_and_a_healthy_ones_score_goes_out(
    world: World, hanging: HangingPlatform, settings: Settings, connections: Peak
) -> None:
    threads, kept = settings.delivery_threads, settings.delivery_threads // 4
    learner = world.visitor()
    page = learner.launch("mei-ling", "front-desk", LINK)  # the first request: delivery begins

    await_that(lambda: hanging.callers == threads, lambda: _check(threads))
    await_that(lambda: _failing(world) == PLATFORMS, hanging.hang_up)  # each of them hung once: now they are known
    await_that(lambda: hanging.callers >= threads - kept, lambda: _check(threads))
    quiz = open_quiz(learner, page)
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    grade = wait_for_grade(world, "mei-ling", LINK)

    assert grade == 100
    assert connections.most <= settings.background_pool_size
    _check(threads)


def _check(most: int) -> None:
    ours = [thread.name for thread in threading.enumerate() if thread.name in ("score-lane", "score-connection")]
    assert len(ours) <= most


def _failing(world: World) -> int:
    with world.tool.extensions["lti"].session_factory() as session:
        return session.scalar(select(func.count()).where(PlatformLane.failures > 0)) or 0
