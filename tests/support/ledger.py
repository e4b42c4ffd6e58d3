"""A ledger in a real database, a clock that obeys, and a gradebook that answers as a test tells it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, sessionmaker

from lti_tool.delivery import lanes
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.ledger import claim, record
from lti_tool.delivery.models import DeliveryTry, PlatformLane, ScoreDelivery
from lti_tool.delivery.queueing import look_again, queue_score, resend
from lti_tool.delivery.telling.standing import Standing, standing_of
from lti_tool.delivery.tries.outcomes import Outcome, Parcel, Tally, TryOutcome
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status, User
from lti_tool.lti.services.ags.messages import Result, Results, Score
from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.services.pages import IncompleteList
from lti_tool.placements.models import Placement
from tests.support.clock import NOON, Clock

COLUMN = "https://lms.example/items/1?type_id=1"


@dataclass
class FakeGradebook:
    """Keeps what it was sent; `on_post` may raise, change the ledger or let time pass; reading raises `trouble`."""

    column: str = COLUMN
    successor: str | None = None
    results_readable: bool = True
    result: Result | None = None
    trouble: Exception | None = None
    on_post: Callable[[Score], None] = lambda _score: None
    on_find: Callable[[], None] = lambda: None
    on_look_up: Callable[[], None] = lambda: None
    scores: list[Score] = field(default_factory=list)
    posted_to: list[str] = field(default_factory=list)
    looked_for: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, Result] = field(default_factory=dict)
    gap: IncompleteList | None = None
    read: list[str] = field(default_factory=list)
    on_read: Callable[[], None] = lambda: None

    def find_or_create_lineitem(self, **wanted: Any) -> str:
        self.looked_for.append(wanted)
        self.on_find()
        return self.column

    def look_up_lineitem(self, **wanted: Any) -> str | None:
        self.on_look_up()
        return self.successor

    def post_score(self, lineitem_url: str, score: Score) -> None:
        self.posted_to.append(lineitem_url)
        self.scores.append(score)
        self.on_post(score)

    def can_read_results(self) -> bool:
        return self.results_readable

    def read_result(self, lineitem_url: str, user_id: str) -> Result | None:
        self.read.append(user_id)
        self.on_read()
        if self.trouble is not None:
            raise self.trouble
        if self.gap is not None and user_id not in self.held:
            raise self.gap
        return self.held.get(user_id, self.result)

    def read_results(self, lineitem_url: str) -> Results:
        self.read.append("everybody")
        self.on_read()
        return Results(self.held, self.gap)


class Services:
    """What the sender borrows from the application."""

    launch_url = "https://tool.example/lti/launch"

    def __init__(self, session_factory: sessionmaker[Session]) -> None:
        self.session_factory = session_factory

    def connector(self, registration: Registration) -> Any:
        raise AssertionError("the fake gradebook needs no connector")


class Ledger:
    """The tests' hands: learners, scores, rounds of delivery, and what the rows say."""

    def __init__(self, session_factory: sessionmaker[Session], clock: Clock) -> None:
        self.session_factory = session_factory
        self.services = Services(session_factory)
        self.clock = clock
        self.gradebook = FakeGradebook()
        with session_factory() as session:
            self.placement_id = add_placement(session, "lms-1").id
            session.commit()

    def queue(self, score: str = "7/10", user: str = "5", placement_id: int | None = None) -> int | None:
        now = self.clock()
        with self.session_factory() as session:
            placement = session.get_one(Placement, placement_id or self.placement_id)
            person = find_user(session, placement, user)
            started_at = now - timedelta(minutes=10)
            delivery = queue_score(session, placement, person, Fraction(score), started_at, now, now)
            session.commit()
            return delivery.id if delivery else None

    def deliver(self, **how: Any) -> Tally:
        return deliver_due(self.services, self.clock, open_gradebook=lambda _services, _parcel: self.gradebook, **how)

    def look_again(self, delivery_id: int) -> None:
        """As when the person hands in another attempt that changes nothing."""
        with self.session_factory() as session:
            delivery = session.get_one(ScoreDelivery, delivery_id)
            look_again(session, delivery, delivery.placement, self.clock())
            session.commit()

    def standing(self, delivery_id: int | None = None) -> Standing:
        return standing_of(self.row(delivery_id))

    def resend(self, delivery_id: int) -> bool:
        with self.session_factory() as session:
            done = resend(session, session.get_one(ScoreDelivery, delivery_id), self.clock())
            session.commit()
        return done

    def claim(self, limit: int = 50, holder: str = "another worker") -> list[Parcel]:
        """Take the lane and what is due, as a worker does that then says no more."""
        with self.session_factory() as session:
            (lane_id,) = lanes.find_ready(session, self.clock())
            lane = lanes.take(session, lane_id, holder, self.clock())
            assert lane is not None
            parcels = claim(session, lane, self.clock(), limit)
            session.commit()
        return parcels

    def record(self, parcel: Parcel, kind: TryOutcome = TryOutcome.DELIVERED) -> None:
        with self.session_factory() as session:
            record(session, [Outcome(parcel, kind, self.clock(), self.clock())], self.clock())
            session.commit()

    def tries(self) -> list[DeliveryTry]:
        with self.session_factory() as session:
            return list(session.scalars(select(DeliveryTry).order_by(DeliveryTry.id)))

    def lane(self) -> PlatformLane:
        with self.session_factory() as session:
            return session.scalars(select(PlatformLane).order_by(PlatformLane.id)).first()

    def row(self, delivery_id: int | None = None) -> ScoreDelivery:
        with self.session_factory() as session:
            wanted = select(ScoreDelivery).options(joinedload(ScoreDelivery.placement))
            if delivery_id is not None:
                wanted = wanted.filter_by(id=delivery_id)
            return session.scalars(wanted).one()

    def change(self, model: type[Any], **values: Any) -> None:
        with self.session_factory() as session:
            for row in session.scalars(select(model)):
                for name, value in values.items():
                    setattr(row, name, value)
            session.commit()


def add_placement(session: Session, name: str) -> Placement:
    registration = Registration(
        name=name,
        issuer=f"https://{name}.example",
        client_id="tool",
        auth_login_url="https://lms.example/auth",
        token_url="https://lms.example/token",
        jwks_url="https://lms.example/jwks",
        created_at=NOON,
    )
    deployment = Deployment(registration=registration, id_on_platform="1", status=Status.ACTIVE, created_at=NOON)
    link = ResourceLink(
        context=Context(deployment=deployment, id_on_platform="course"),
        id_on_platform="link-1",
        title="Yes, and!",
        lineitem_url=COLUMN,
        lineitems_url="https://lms.example/items?type_id=1",
        ags_scopes=[SCORE_SCOPE, RESULT_SCOPE, LINEITEM_SCOPE],
    )
    session.add(link)
    session.flush()
    placement = Placement(
        resource_link=link, context_id=link.context_id, module_id="yes-and", score_maximum=100, created_at=NOON
    )
    session.add(placement)
    session.flush()
    return placement


def find_user(session: Session, placement: Placement, id_on_platform: str) -> User:
    key = {"deployment_id": placement.resource_link.context.deployment_id, "id_on_platform": id_on_platform}
    user = session.scalars(select(User).filter_by(**key)).first()
    if user is None:
        user = User(**key)
        session.add(user)
        session.flush()
    return user


@pytest.fixture
def ledger(session_factory: sessionmaker[Session], clock: Clock) -> Ledger:
    return Ledger(session_factory, clock)


@pytest.fixture
def gradebook(ledger: Ledger) -> FakeGradebook:
    return ledger.gradebook


@pytest.fixture
def another_placement(session_factory: sessionmaker[Session]) -> int:
    with session_factory() as session:
        placement_id = add_placement(session, "lms-2").id
        session.commit()
        return placement_id
