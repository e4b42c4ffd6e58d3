"""A ledger of any size, written straight into the tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lti_tool.delivery.lanes import find_lane
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status, User
from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.placements.models import Placement

THEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AT_ONCE = 10_000


def place_link(session: Session, url: str, *, readable: bool = True) -> Placement:
    """A platform at `url`, with one graded link; `readable` says whether results may be read."""
    registration = Registration(
        name="Benchmark",
        issuer=url,
        client_id="tool",
        auth_login_url=f"{url}/authorize",
        token_url=f"{url}/token",
        jwks_url=f"{url}/jwks",
        created_at=THEN,
    )
    deployment = Deployment(registration=registration, id_on_platform="1", status=Status.ACTIVE, created_at=THEN)
    link = ResourceLink(
        context=Context(deployment=deployment, id_on_platform="course"),
        id_on_platform="link-1",
        title="Yes, and!",
        lineitem_url=f"{url}/items/1?type_id=1",
        lineitems_url=f"{url}/items?type_id=1",
        ags_scopes=[SCORE_SCOPE, LINEITEM_SCOPE, *([RESULT_SCOPE] if readable else [])],
    )
    session.add(link)
    session.flush()
    placement = Placement(
        resource_link=link, context_id=link.context_id, module_id="yes-and", score_maximum=100, created_at=THEN
    )
    session.add(placement)
    session.commit()
    return placement


def add_deliveries(session: Session, placement: Placement, count: int, state: DeliveryState, first: int = 0) -> None:
    """`count` people, from number `first` on, each with a delivery in this state."""
    deployment_id = placement.resource_link.context.deployment_id
    lane_id = find_lane(session, placement.resource_link)
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        people = [{"deployment_id": deployment_id, "id_on_platform": str(n), "name": "", "email": ""} for n in numbers]
        user_ids = session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), people).all()
        rows = [
            _delivery(placement.id, user_id, lane_id, state, n) for user_id, n in zip(user_ids, numbers, strict=True)
        ]
        session.execute(insert(ScoreDelivery), rows)
        session.commit()


def _delivery(placement_id: int, user_id: int, lane_id: int, state: DeliveryState, number: int) -> dict[str, object]:
    at = THEN + timedelta(milliseconds=number)
    done = state == DeliveryState.DELIVERED
    return {
        "placement_id": placement_id,
        "user_id": user_id,
        "lane_id": lane_id,
        "score_given": number % 101,
        "score_maximum": 100,
        "started_at": THEN,
        "submitted_at": at,
        "due_since": at,
        "next_try_at": at,
        "state": state.value,
        "delivered_at": at if done else None,
        "sent_at": at if done else None,
    }
