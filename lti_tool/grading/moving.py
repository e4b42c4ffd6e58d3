"""A registration's people, work and grades go to a new client id of the same LMS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.audit import Actor
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.moving import move_scores
from lti_tool.lti.models import Context, Membership, ResourceLink
from lti_tool.lti.registering.moving import Plan, move_rows
from lti_tool.placements.models import Placement


@dataclass(frozen=True, slots=True)
class CourseCounts:
    """What a move takes along of one course."""

    name: str
    people: int
    links: int
    attempts: int
    grades: int


def move_registration(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Move everything, or raise MoveRefused with nothing done; the caller commits."""
    move_rows(session, plan, actor=actor, now=now)
    move_scores(session, plan.old, plan.new)


def count_courses(session: Session, plan: Plan) -> Sequence[CourseCounts]:
    """Each course that would move, in the order in which they came."""
    ids = [pair.source.id for pair in plan.pairs]
    placements = select(Placement.id).where(Placement.context_id == Context.id).correlate(Context)
    counts = (
        select(func.count()).where(Membership.context_id == Context.id),
        select(func.count()).where(ResourceLink.context_id == Context.id),
        select(func.count()).where(Attempt.placement_id.in_(placements)),
        select(func.count()).where(ScoreDelivery.placement_id.in_(placements)),
    )
    rows = session.execute(
        select(Context.title, Context.id_on_platform, *(each.correlate(Context).scalar_subquery() for each in counts))
        .where(Context.deployment_id.in_(ids))
        .order_by(Context.id)
    )
    return [CourseCounts(title or name, *numbers) for title, name, *numbers in rows]
