"""A ledger, its sender and a platform, with hands to break each; and what must hold when there is peace again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from lti_tool.attempts.counting import counting_score
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.queueing import queue_score
from lti_tool.delivery.tries.outcomes import Tally
from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.models import Registration
from lti_tool.lti.registry import Platform
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.tokens import AccessTokens
from lti_tool.lti.tool_config import PlatformRegistration
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import Counting
from tests.chaos.wire import Killed, Wire
from tests.support.clock import Clock
from tests.support.ledger import add_placement, find_user

TENTHS = 10
PEACE = timedelta(hours=6)
ROUND = timedelta(minutes=2)


@dataclass
class Tried:
    """A submitted attempt, as the policy looks at it."""

    number: int
    points: float
    started_at: datetime
    submitted_at: datetime | None
    points_possible: int = TENTHS


class MortalSession(Session):
    """A session whose commit may be the last thing that its process does, or the thing that it did not live to do."""

    campus: Campus

    def commit(self) -> None:
        self.campus.tick()
        super().commit()
        self.campus.tick()


class Campus:
    """Learners, the tool's ledger and one platform's gradebook."""

    launch_url = "https://tool.example/lti/launch"

    def __init__(self, database_url: str, counting: Counting = Counting.HIGHEST) -> None:
        self.clock = Clock()
        self.wire = Wire(self.clock, tick=self.tick)
        self.counting = counting
        self.attempts: dict[str, list[Tried]] = {}
        self.is_database_away = False
        self.lives: int | None = None
        self._engine = create_engine(database_url)
        self._keys = SigningKeys(lambda: Session(self._engine), self.clock)
        self._tokens = AccessTokens(self.session_factory, self.clock)
        with Session(self._engine) as session:
            self._placement_id = add_placement(session, "lms-1").id
            session.commit()
        self._keys.current()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # What the sender borrows from the application

    def session_factory(self) -> Session:
        """A session of the process that is alive now."""
        if self.lives is not None and self.lives <= 0:
            raise Killed
        if self.is_database_away:
            raise OperationalError("BEGIN", {}, Exception("the database is restarting"))
        session = MortalSession(self._engine)
        session.campus = self
        return session

    def connector(self, registration: Registration) -> PlatformConnector:
        """The real one, on the test's wire."""
        return PlatformConnector(
            registration_id=registration.id,
            registration=PlatformRegistration(Platform.of(registration), self._keys),
            http=self.wire,  # type: ignore[arg-type]
            signing_keys=self._keys,
            access_tokens=self._tokens,
        )

    # What may happen

    def tick(self) -> None:
        """One more step of the process that is alive: before and after each call and each commit."""
        if self.lives is None:
            return
        self.lives -= 1
        if self.lives <= 0:
            raise Killed

    def submit(self, user: str, tenths: int) -> None:
        """Somebody hands in a quiz; the score that counts is queued in the same transaction."""
        tried, now = self.attempts.setdefault(user, []), self.clock()
        tried.append(Tried(len(tried) + 1, tenths, now, now))
        counting = counting_score(tried, self.counting)
        assert counting is not None
        with Session(self._engine) as session:
            placement = session.get_one(Placement, self._placement_id)
            person = find_user(session, placement, user)
            queue_score(session, placement, person, counting.fraction, now, now, now)
            session.commit()

    def deliver(self, dies_after: int | None = None) -> Tally | None:
        """One worker's go at what is due; it may be killed after so many steps, and then another begins anew."""
        self.lives = dies_after
        try:
            return deliver_due(self, self.clock)  # type: ignore[arg-type]
        except (Killed, OperationalError):
            return None
        finally:
            if self.lives is not None and self.lives <= 0:
                self._tokens = AccessTokens(self.session_factory, self.clock)
            self.lives = None

    def make_peace(self) -> None:
        """Nothing is broken any more, and time passes."""
        self.wire.mend()
        self.is_database_away, end = False, self.clock() + PEACE
        while self.clock() < end:
            tally = self.deliver()
            if tally is not None and not tally.total and self.is_settled():
                return
            self.clock.now += ROUND

    # What must hold

    def rows(self) -> list[ScoreDelivery]:
        """The ledger."""
        with Session(self._engine) as session:
            return list(session.scalars(select(ScoreDelivery).options(joinedload(ScoreDelivery.user))))

    def is_settled(self) -> bool:
        """Whether nothing is on its way."""
        return all(row.state in (DeliveryState.DELIVERED, DeliveryState.FAILED) for row in self.rows())

    def wanted(self, user: str) -> Fraction:
        """What policy says the gradebook should hold."""
        counting = counting_score(self.attempts[user], self.counting)
        assert counting is not None
        return counting.fraction

    def lost(self) -> list[str]:
        """Whose gradebook cell is not what policy says."""
        cells = self.wire.cells
        return [u for u in self.attempts if u not in cells or abs(cells[u].share - self.wanted(u)) > 0.0001]

    def doubled(self) -> list[str]:
        """Who had a second submission counted in Canvas for one that was made."""
        return [user for user, cell in self.wire.cells.items() if cell.submissions > 1]

    def undelivered(self) -> list[str]:
        """Whose row does not say that it arrived."""
        return [row.user.id_on_platform for row in self.rows() if row.state != DeliveryState.DELIVERED]


Happening = Callable[[Campus], Any]
