"""Sixty people of one course hand in at once: nobody waits for anybody, and all of them are counted afterward."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from lti_tool.attempts.models import Attempt
from lti_tool.competencies.models import ItemTally
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading.handing_in import hand_in
from lti_tool.settings import Settings
from tests.support.clock import NOON
from tests.support.door import Door
from tests.support.takers import Enter

PEOPLE = 60
WAITS = text("SELECT DISTINCT locktype || ' ' || mode FROM pg_locks WHERE NOT granted AND locktype <> 'extend'")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Sixty threads share eight connections: on a busy machine the last waits for one longer than a page should."""
    return settings.model_copy(update={"pool_timeout_s": 120})


class LockWaits(threading.Thread):
    """Looks, again and again, whether somebody waits for a lock."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.looks = 0
        self._door, self._is_over = door, threading.Event()

    def run(self) -> None:
        with self._door.session() as session:
            while not self._is_over.is_set():
                self.seen |= set(session.scalars(WAITS))
                session.rollback()
                self.looks += 1

    def end(self) -> None:
        self._is_over.set()
        self.join()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_sixty_who_hand_in_at_once_wait_for_no_lock(door: Door, enter: Enter) -> None:
    enter().take()  # the first of a platform makes its lane
    door.app.extensions["score_executor"].stop()
    takers = [enter(sub=f"learner-{number}") for number in range(PEOPLE)]
    quizzes = [taker.start() for taker in takers]
    given = [taker.answers(quiz) for taker, quiz in zip(takers, quizzes, strict=True)]
    waits = LockWaits(door)
    waits.start()

    with ThreadPoolExecutor(PEOPLE) as pool:
        pages = list(
            pool.map(lambda each: each[0].submit(each[1], each[2]).status, zip(takers, quizzes, given, strict=True))
        )

    waits.end()
    assert pages == [200] * PEOPLE
    assert waits.seen == set()
    assert waits.looks > PEOPLE
    assert door.fold() == PEOPLE + 1
    with door.session() as session:
        assert set(session.scalars(select(ItemTally.responses))) == {PEOPLE + 1}
        assert session.scalar(select(func.count()).select_from(ScoreDelivery)) == PEOPLE + 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_nobody_waits_while_somebody_elses_hand_in_is_not_committed(door: Door, enter: Enter) -> None:
    enter().take()
    door.app.extensions["score_executor"].stop()
    enter("yusuf").start()
    other = enter("lars")

    with door.app.app_context(), ThreadPoolExecutor(1) as pool, door.session() as working:
        theirs = working.scalars(select(Attempt).where(Attempt.submitted_at.is_(None)).with_for_update()).one()
        hand_in(working, theirs, NOON)
        working.flush()

        assert pool.submit(other.take).result(timeout=20).status == 200
