"""How a mentor's mentees are doing, in two statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.content.model.module import Module
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LearnerProgress


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands at one link."""

    module: Module
    progress: LearnerProgress | None


@dataclass(frozen=True, slots=True)
class MenteeRow:
    """One mentee with every module that is placed in the course."""

    user_id: int
    name: str
    standings: tuple[Standing, ...]


def mentee_rows(session: Session, launch: Launch) -> list[MenteeRow]:
    """The launch's mentees who are in its course, by name."""
    users = _mentees(session, launch)
    found = _standings(session, launch, [user.id for user in users])
    placed = [(placement_id, module) for placement_id, module in _placed(session, launch)]
    return [
        MenteeRow(
            user.id,
            user.name,
            tuple(Standing(module, found[user.id].get(placement_id)) for placement_id, module in placed),
        )
        for user in users
    ]


def _mentees(session: Session, launch: Launch) -> list[User]:
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == launch.context_id, User.id_on_platform.in_(launch.mentees))
        .order_by(User.name_folded, User.id)
    )
    return list(session.scalars(query))


def _placed(session: Session, launch: Launch) -> list[tuple[int, Module]]:
    query = select(Placement).where(Placement.context_id == launch.context_id)
    order = {module.id: place for place, module in enumerate(catalogue().modules)}
    rows = sorted(session.scalars(query), key=lambda row: (order.get(row.module_id, len(order)), row.id))
    return [(row.id, module) for row in rows if (module := shown_module(session, row))]


def _standings(session: Session, launch: Launch, user_ids: list[int]) -> dict[int, dict[int, LearnerProgress]]:
    query = (
        select(LearnerProgress)
        .join(Placement, Placement.id == LearnerProgress.placement_id)
        .where(Placement.context_id == launch.context_id, LearnerProgress.user_id.in_(user_ids))
    )
    by_user: dict[int, dict[int, LearnerProgress]] = defaultdict(dict)
    for progress in session.scalars(query):
        by_user[progress.user_id][progress.placement_id] = progress
    return by_user
