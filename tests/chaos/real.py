"""What real processes share: a gradebook that takes its time, a ledger that fills up; leases end when told."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine, func, select, update
from sqlalchemy.orm import Session

from benchmarks.grades.filling import add_deliveries, place_link
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.placements.models import Placement
from tests.support.waiting import await_that

IS_IN_FULL = "CHAOS_EXAMPLES" in os.environ
TIMES = 30 if IS_IN_FULL else 2
"""How often each thing is broken."""

SCORES = 60
"""As many are handed in before each time."""


class Gradebook:
    """A platform that takes 10 ms for a score, as a process of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._chance = random.Random(3)

    def count(self, what: str) -> float:
        """How many scores it was sent, for how many people, and their sum."""
        with urllib.request.urlopen(f"{self.url}/counts", timeout=60) as answer:
            return float(json.load(answer).get(what, 0))

    def await_some(self, unless: Callable[[], bool] = lambda: False) -> None:
        """Wait until it was sent some more, any number below SCORES; or until there will be none."""
        wanted = self.count("scores") + self._chance.randint(1, SCORES - 20)
        await_that(lambda: unless() or self.count("scores") >= wanted)


@contextmanager
def gradebook_process() -> Iterator[Gradebook]:
    command = [sys.executable, "-m", "benchmarks.grades.gradebook", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Gradebook(f"http://127.0.0.1:{int(process.stdout.readline())}")
        process.kill()


class Ledger:
    """The tool's database, seen from outside of the process that delivers."""

    def __init__(self, database_url: str, gradebook: Gradebook) -> None:
        self._engine = create_engine(database_url, poolclass=NullPool)
        self._gradebook = gradebook
        self.scores = 0
        with Session(self._engine) as session:
            self._placement_id = place_link(session, gradebook.url).id

    def hand_in(self) -> None:
        """SCORES people more have a score that is due."""
        with Session(self._engine) as session:
            placement = session.get_one(Placement, self._placement_id)
            add_deliveries(session, placement, SCORES, DeliveryState.DUE, first=self.scores)
        self.scores += SCORES

    def let_time_pass(self) -> None:
        """Leases and pauses run out: those of who was killed, and those of a machine too busy to answer in time."""
        waiting = ScoreDelivery.state.in_((DeliveryState.DUE, DeliveryState.SENDING))
        leased = ScoreDelivery.lease_until.is_not(None)
        with Session(self._engine) as session:
            session.execute(update(ScoreDelivery).where(waiting).values(next_try_at=ScoreDelivery.due_since))
            session.execute(update(ScoreDelivery).where(leased).values(lease_until=ScoreDelivery.due_since))
            session.execute(update(PlatformLane).values(held_until=None, paused_until=None))
            session.commit()

    @property
    def is_all_delivered(self) -> bool:
        """Whether each row says that its score arrived."""
        return self.delivered == self.scores

    @property
    def delivered(self) -> int:
        """How many rows say that their score arrived."""
        delivered = select(func.count()).where(ScoreDelivery.state == DeliveryState.DELIVERED)
        with Session(self._engine) as session:
            return session.scalar(delivered) or 0

    def expect_all_there(self, posts: float) -> None:
        """Each score is in the gradebook as it was handed in, and none was sent again more than that often."""
        assert self.is_all_delivered
        assert self._gradebook.count("people") == self.scores
        assert self._gradebook.count("sum") == sum(number % 101 for number in range(self.scores))
        assert self._gradebook.count("scores") <= self.scores + posts
