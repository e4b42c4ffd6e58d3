"""Where a course's scores are: counts, those that did not arrive, their tries, and sending many again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.delivery.due import due_afresh, make_many_due
from lti_tool.delivery.models import DeliveryState, DeliveryTry, PlatformLane, ScoreDelivery
from lti_tool.delivery.telling.standing import Standing, has_standing, standing
from lti_tool.delivery.whose import is_a_learners
from lti_tool.paging import PER_PAGE
from lti_tool.placements.models import Placement

TRIES_SHOWN = 10
WAITING = (DeliveryState.DUE, DeliveryState.SENDING)
KEPT = (Standing.CHANGED, Standing.LOCKED)
SHOWN = {
    "": (Standing.ON_ITS_WAY, Standing.FAILED, Standing.HELD, Standing.NOT_GRADED, *KEPT),
    "failed": (Standing.FAILED, Standing.NOT_GRADED),
    "held": (Standing.HELD,),
    "waiting": (Standing.ON_ITS_WAY,),
    "kept": KEPT,
    "accepted": (Standing.ACCEPTED,),
    "delivered": (Standing.IN_GRADEBOOK,),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a course's scores were seen in the gradebook, or were accepted, wait, were not delivered.

    `kept` are those whose grade a person decided there: it was changed, or locked. `held` wait for somebody's word.
    """

    delivered: int = 0
    accepted: int = 0
    waiting: int = 0
    kept: int = 0
    not_graded: int = 0
    failed: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        taken, settled = self.delivered + self.accepted, self.kept + self.not_graded
        return taken + self.waiting + settled + self.failed + self.held


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the scores, with their tries by delivery, newest first."""

    rows: Sequence[ScoreDelivery]
    number: int
    pages: int
    tries: dict[int, list[DeliveryTry]] = field(default_factory=dict)


def count_states(session: Session, context_id: int) -> Counts:
    """One grouped query."""
    grouped = select(standing().label("standing"), func.count()).join(ScoreDelivery.placement)
    grouped = grouped.where(Placement.context_id == context_id, is_a_learners(context_id)).group_by("standing")
    found: dict[str, int] = dict(session.execute(grouped).all())
    return Counts(
        delivered=found.get(Standing.IN_GRADEBOOK, 0),
        accepted=found.get(Standing.ACCEPTED, 0),
        waiting=found.get(Standing.ON_ITS_WAY, 0),
        kept=sum(found.get(each, 0) for each in KEPT),
        not_graded=found.get(Standing.NOT_GRADED, 0),
        failed=found.get(Standing.FAILED, 0),
        held=found.get(Standing.HELD, 0),
    )


def find_troubled_lanes(session: Session, context_id: int, now: datetime) -> Sequence[PlatformLane]:
    """The course's platforms that are being left alone for a while."""
    lanes = select(ScoreDelivery.lane_id).join(ScoreDelivery.placement).where(Placement.context_id == context_id)
    paused = select(PlatformLane).where(PlatformLane.id.in_(lanes.distinct()), PlatformLane.paused_until > now)
    return session.scalars(paused.order_by(PlatformLane.id)).all()


def list_scores(session: Session, context_id: int, show: str, number: int) -> Page:
    """A page of the scores in the wanted states, what failed first, then the longest waiting."""
    wanted = _of_course(select(ScoreDelivery), context_id).where(
        has_standing(SHOWN.get(show, SHOWN[""])), is_a_learners(context_id)
    )
    found = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(-(-found // PER_PAGE), 1)
    number = min(max(number, 1), pages)
    is_later = ScoreDelivery.state != DeliveryState.FAILED
    people = joinedload(ScoreDelivery.user, innerjoin=True)
    links = joinedload(ScoreDelivery.placement, innerjoin=True).joinedload(Placement.resource_link, innerjoin=True)
    rows = session.scalars(
        wanted.options(people, links)
        .order_by(is_later, ScoreDelivery.due_since, ScoreDelivery.id)
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return Page(rows, number, pages, _tries(session, [row.id for row in rows]))


def find_delivery(session: Session, context_id: int, delivery_id: int) -> ScoreDelivery | None:
    """One of the course's scores, and of no other course."""
    return session.scalars(_of_course(select(ScoreDelivery), context_id).where(ScoreDelivery.id == delivery_id)).first()


def resend_many(session: Session, context_id: int, now: datetime, *, only_failed: bool) -> int:
    """Make a course's failed scores, or all of them, due again; what a person changed there is not replaced by it."""
    states = (DeliveryState.FAILED,) if only_failed else tuple(DeliveryState)
    placements = select(Placement.id).where(Placement.context_id == context_id)
    is_held = (ScoreDelivery.state == DeliveryState.SENDING) & (ScoreDelivery.lease_until > now)
    of_course = (ScoreDelivery.placement_id.in_(placements), is_a_learners(context_id))
    wanted = (*of_course, ScoreDelivery.state.in_(states), ~is_held)
    return len(make_many_due(session, due_afresh(now), *wanted))


def _of_course(query: Select[ScoreDelivery], context_id: int) -> Select[ScoreDelivery]:
    return query.join(ScoreDelivery.placement).where(Placement.context_id == context_id)


def _tries(session: Session, delivery_ids: list[int]) -> dict[int, list[DeliveryTry]]:
    newest = func.row_number().over(partition_by=DeliveryTry.delivery_id, order_by=DeliveryTry.id.desc())
    ranked = select(DeliveryTry.id, newest.label("place")).where(DeliveryTry.delivery_id.in_(delivery_ids)).subquery()
    query = select(DeliveryTry).join(ranked, ranked.c.id == DeliveryTry.id).where(ranked.c.place <= TRIES_SHOWN)
    by_delivery: dict[int, list[DeliveryTry]] = defaultdict(list)
    for each in session.scalars(query.order_by(DeliveryTry.id.desc())):
        by_delivery[each.delivery_id].append(each)
    return by_delivery
