"""Refreshers, as far as attempts, progress and grades ask: who finished a round where, and what was met in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.finding import of_people
from lti_tool.attempts.models import RefresherQuestion, RefresherRound
from lti_tool.placements.course_terms import is_of_this_term
from lti_tool.placements.models import Placement


def rounds_at(
    session: Session, placement: Placement, user_ids: Collection[int] | None = None
) -> dict[int, list[RefresherRound]]:
    """The finished rounds of each of these people, or of everybody, at a refresher's own link, first to last."""
    query = select(RefresherRound).where(
        RefresherRound.placement_id == placement.id, RefresherRound.finished_at.is_not(None)
    )
    found: dict[int, list[RefresherRound]] = defaultdict(list)
    for each in session.scalars(of_people(query, RefresherRound.user_id, user_ids).order_by(RefresherRound.id)):
        found[each.user_id].append(each)
    return found


def met_in_rounds(session: Session, user_id: int) -> set[str]:
    """The ids of the items that refreshers asked somebody."""
    return set(session.scalars(select(RefresherQuestion.item_id).where(RefresherQuestion.user_id == user_id)))


def links_taken_part_at(session: Session, user_id: int, placement_ids: Collection[int]) -> set[int]:
    """Those of these links at which somebody finished a round in this term; no statement where there are none."""
    if not placement_ids:
        return set()
    finished = (RefresherRound.finished_at.is_not(None), RefresherRound.placement_id.in_(placement_ids))
    query = select(RefresherRound.placement_id).where(
        RefresherRound.user_id == user_id,
        *finished,
        is_of_this_term(RefresherRound.context_id, RefresherRound.started_at),
    )
    return {placement_id for placement_id in session.scalars(query) if placement_id is not None}
