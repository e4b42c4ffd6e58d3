"""One round along one lane: claim, commit, call out, write down. No transaction is open during a call."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.delivery import lanes, ledger
from lti_tool.delivery.columns import Gradebook
from lti_tool.delivery.graders_view import with_work_url
from lti_tool.delivery.lanes import OpenLane
from lti_tool.delivery.leasing.lease import is_short
from lti_tool.delivery.leasing.renewing import renew
from lti_tool.delivery.sending import Sending
from lti_tool.delivery.tries.outcomes import Outcome, Parcel, Tally, TryOutcome
from lti_tool.logs.request_ids import on_behalf_of
from lti_tool.lti.models import Registration
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.messages import Window
from lti_tool.lti.services.calling import PlatformConnector

BATCH = 50
FETCHED_AT = 12
WRITTEN_TOGETHER = 25


class Services(Protocol):
    """What the application lends to the sender; `app.extensions["lti"]` is one."""

    @property
    def session_factory(self) -> Callable[[], Session]:
        """Makes a session of its own, outside any request."""

    @property
    def launch_url(self) -> str:
        """Where platforms launch us."""

    def connector(self, registration: Registration) -> PlatformConnector:
        """How to speak to a registration's platform."""


class Address(Protocol):
    """Which gradebook, and what its link's last launch granted: a parcel has it, and a column to be read."""

    @property
    def registration(self) -> Registration:
        """Whose platform it is."""

    @property
    def scopes(self) -> Sequence[str]:
        """What may be asked."""

    @property
    def lineitem_url(self) -> str | None:
        """The link's column."""

    @property
    def lineitems_url(self) -> str | None:
        """Where columns are listed."""

    @property
    def window(self) -> Window:
        """The dates for a column that is made."""


OpenGradebook = Callable[[Services, Address], Gradebook]


def open_gradebook(services: Services, address: Address) -> Gradebook:
    """The gradebook behind a link, over HTTP."""
    connector = services.connector(address.registration)
    return GradebookService(connector, address.scopes, address.lineitem_url, address.lineitems_url, address.window)


class Room(Protocol):
    """Whoever has threads to share: a round asks for one for each connection after its first."""

    @property
    def is_wanted(self) -> bool:
        """Whether what was lent is wanted back after the call that it makes."""

    def lend(self) -> bool:
        """Whether there is one more."""

    def give_back(self) -> None:
        """It is done."""


class Boundless:
    """Room for as many as are asked for."""

    is_wanted = False

    def lend(self) -> bool:
        """There is always one more."""
        return True

    def give_back(self) -> None:
        """Nobody counts them."""


@dataclass(frozen=True)
class Manner:
    """How deliveries are made: with what clock, through what door, until when.

    `width` limits the connections to one platform, `room` those of the whole process.
    """

    clock: Callable[[], datetime] = utcnow
    open_gradebook: OpenGradebook = open_gradebook
    should_stop: Callable[[], bool] = lambda: False
    width: int = 1
    room: Room = field(default_factory=Boundless)


class Round:
    """Some connections to one platform that share what was claimed, and write down together what came of it.

    It ends when nothing is due, when the platform needs a rest, when the lane was lost, or when we are told to stop;
    what was claimed and not tried is given back.
    """

    def __init__(self, services: Services, lane: OpenLane, holder: str, manner: Manner, limit: int) -> None:
        self.tally = Tally()
        self._services, self._lane, self._holder, self._manner = services, lane, holder, manner
        self._left = self._most = limit
        self._waiting: deque[Parcel] = deque()
        self._done: list[Outcome] = []
        self._changed = threading.Condition()
        self._others: list[_Connection] = []
        self._is_claiming = self._is_over = False

    @property
    def is_interrupted(self) -> bool:
        """Whether it ended for another reason than that nothing is due."""
        return self._is_over or self.tally.total >= self._most or self._manner.should_stop()

    def run(self, width: int) -> None:
        """Work over at most `width` connections; the first is the caller's own thread.

        The others are opened once a score has arrived: a platform that hangs holds one thread.
        """
        self._fetch()
        try:
            while (outcome := self._send_next()) is not None:
                if outcome.kind == TryOutcome.DELIVERED:
                    self._widen(width)
        finally:
            for connection in self._others:
                connection.join()
            self._write()
            self._give_back()
        for connection in self._others:
            connection.raise_failure()

    def _widen(self, width: int) -> None:
        """Open what is missing, as far as there is room; one that broke is not opened again."""
        self._others = [each for each in self._others if each.is_alive() or each.failure]
        for _ in range(min(width - 1, len(self._waiting)) - len(self._others)):
            if not self._manner.room.lend():
                return
            self._others.append(_Connection(self._work_along))

    def _work_along(self) -> None:
        try:
            while not self._manner.room.is_wanted and self._send_next() is not None:
                pass
        finally:
            self._manner.room.give_back()

    def _send_next(self) -> Outcome | None:
        """What came of the next score; None where nothing is left to do, or to be done by us."""
        clock, services, door = self._manner.clock, self._services, self._manner.open_gradebook
        waiting = self._next()
        parcel = self._held(waiting) if waiting else None
        if parcel is None:
            return None
        with on_behalf_of(parcel.request_id):
            outcome = Sending(parcel, clock, self._remember).carry_out(lambda each: door(services, each))
        self._note(outcome)
        return outcome

    def _next(self) -> Parcel | None:
        """The next score to send; whoever finds few left fetches more, and the others go on meanwhile."""
        if len(self._waiting) <= FETCHED_AT:
            self._fetch()
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._is_claiming)
            if self._is_over or not self._waiting or self._manner.should_stop():
                return None
            return self._waiting.popleft()

    def _fetch(self) -> None:
        with self._changed:
            if self._is_claiming or self._is_over or self._left <= 0:
                return
            self._is_claiming = True
        claimed: list[Parcel] = []
        try:
            claimed = self._claim(min(BATCH, self._left))
        finally:
            with self._changed:
                self._waiting.extend(claimed)
                self._left = self._left - len(claimed) if claimed else 0
                self._is_claiming = False
                self._changed.notify_all()

    def _claim(self, limit: int) -> list[Parcel]:
        now = self._manner.clock()
        with self._services.session_factory() as session:
            if not lanes.keep(session, self._lane.id, self._holder, now):
                return []
            claimed = ledger.claim(session, self._lane, now, limit)
            session.commit()
        return [with_work_url(parcel, self._services.launch_url) for parcel in claimed]

    def _held(self, parcel: Parcel) -> Parcel | None:
        """A score that waited its turn for long, held for another lease; None where it, or the lane, was lost."""
        now = self._manner.clock()
        if not is_short(parcel.lease_until, now):
            return parcel
        with self._services.session_factory() as session:
            renewed = renew(session, parcel, self._lane.id, self._holder, now)
            session.commit()
        if renewed is None:
            with self._changed:
                self._is_over = True
                self._waiting.append(parcel)  # to be given back, if it is still ours
        return renewed

    def _note(self, outcome: Outcome) -> None:
        with self._changed:
            self.tally.count(outcome)
            self._done.append(outcome)
            self._is_over = self._is_over or _rests_platform(outcome)
            is_late = is_short(min(each.parcel.lease_until for each in self._done), self._manner.clock())
            is_enough = self._is_over or is_late or len(self._done) >= WRITTEN_TOGETHER
        if is_enough:
            self._write()

    def _write(self) -> None:
        with self._changed:
            outcomes, self._done = self._done, []
        if not outcomes:
            return
        now = self._manner.clock()
        with self._services.session_factory() as session:
            ledger.record(session, outcomes, now)
            lanes.count_tries(session, self._lane.id, Counter(outcome.kind for outcome in outcomes))
            self._tell_lane(session, outcomes, now)
            session.commit()

    def _tell_lane(self, session: Session, outcomes: list[Outcome], now: datetime) -> None:
        """A platform's own failure pauses its lane; scores that arrive end its troubles."""
        troubles = [outcome.setback for outcome in outcomes if outcome.setback and outcome.setback.rests_platform]
        for trouble in troubles:
            lanes.pause(session, self._lane.id, now, trouble.reason, trouble.retry_after, trouble.is_throttled)
        if not troubles and (arrived := sum(each.kind == TryOutcome.DELIVERED for each in outcomes)):
            lanes.recover(session, self._lane.id, arrived)

    def _give_back(self) -> None:
        if self._waiting:
            with self._services.session_factory() as session:
                ledger.release(session, self._waiting, self._manner.clock())
                session.commit()

    def _remember(self, parcel: Parcel, url: str) -> None:
        with self._services.session_factory() as session:
            ledger.store_lineitem(session, parcel, url)
            session.commit()


class _Connection(threading.Thread):
    """One connection more, at work at once; what goes wrong in it (the database went away) is its starter's to hear."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(name="score-connection", daemon=True)
        self._work = work
        self.failure: Exception | None = None
        self.start()

    def run(self) -> None:
        """Work, and keep what was raised."""
        try:
            self._work()
        except Exception as error:  # raised again where the round is run
            self.failure = error

    def raise_failure(self) -> None:
        """Once it is joined."""
        if self.failure is not None:
            raise self.failure


def _rests_platform(outcome: Outcome) -> bool:
    return outcome.setback is not None and outcome.setback.rests_platform
