"""What a new term would touch, counted before anybody says yes; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, RefresherRound
from lti_tool.certificates.models import Certificate
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.placements.models import CourseTerm, Placement
from lti_tool.progress.models import LearnerProgress, LessonCompletion


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a term that began now would touch.

    `people` did something in the present term, `open_attempts` would be handed in as they are, `grades` would stay in
    gradebooks until something new counts. `certificates` are valid and stay so. `closed` are links whose quiz has
    closed and takes nobody before it has other dates.
    """

    people: int
    open_attempts: int
    grades: int
    certificates: int
    closed: Sequence[Placement]


def weigh(session: Session, context_id: int, now: datetime) -> Weighed:
    """Count it, in five statements."""
    links = session.scalars(select(Placement).where(Placement.context_id == context_id).order_by(Placement.id)).all()
    ids = [link.id for link in links]
    learned = select(func.count(LearnerProgress.user_id.distinct())).where(LearnerProgress.placement_id.in_(ids))
    is_open = (Attempt.placement_id.in_(ids), Attempt.submitted_at.is_(None), Attempt.is_preview.is_(False))
    valid = (Certificate.revoked_at.is_(None), Certificate.replaced_at.is_(None))
    return Weighed(
        people=_count(session, learned),
        open_attempts=_count(session, select(func.count()).where(*is_open)),
        grades=_count(session, select(func.count()).where(ScoreDelivery.placement_id.in_(ids))),
        certificates=_count(session, select(func.count()).where(Certificate.context_id == context_id, *valid)),
        closed=[link for link in links if (at := link.settings.closes_at) and at <= now],
    )


def is_in_use(session: Session, term: CourseTerm) -> bool:
    """Whether anybody has begun or finished something since a term began; such a one cannot be taken back."""
    links = select(Placement.id).where(Placement.context_id == term.context_id)
    ways: tuple[Select[Any], ...] = (
        select(Attempt.id).where(
            Attempt.placement_id.in_(links), Attempt.is_preview.is_(False), Attempt.started_at >= term.began_at
        ),
        select(LessonCompletion.id).where(
            LessonCompletion.context_id == term.context_id, LessonCompletion.completed_at >= term.began_at
        ),
        select(RefresherRound.id).where(
            RefresherRound.placement_id.in_(links), RefresherRound.started_at >= term.began_at
        ),
    )
    return any(session.scalar(way.limit(1)) is not None for way in ways)


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
