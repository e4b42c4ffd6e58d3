"""What the instructor's templates show, in a number of statements that does not grow with the class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import find_counting
from lti_tool.attempts.models import Attempt
from lti_tool.content.catalogue import Catalogue
from lti_tool.courses.models import LessonCompletion
from lti_tool.grades.models import DeliveryState, ScoreDelivery
from lti_tool.grades.queueing import is_placement_graded
from lti_tool.grades.reasons import say_reason
from lti_tool.grades.words import GradeState, describe
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.lti.roles import FOLLOWS
from lti_tool.placements.models import Accommodation, Placement
from lti_tool.placements.settings import Counting
from lti_tool.placements.shown import Shown
from lti_tool.placements.words import describe_accommodation


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One learner's line."""

    user_id: int
    name: str
    accommodation: str
    attempts: int
    best: Attempt | None
    passed: bool
    last_seen_at: datetime | None
    lessons_done: int
    grade_state: GradeState | None
    reason: str | None
    delivery_id: int | None
    can_resend: bool


def competency_statements(catalogue: Catalogue) -> dict[str, str]:
    """What each competency code means."""
    return {competency.code: competency.statement for competency in catalogue.competencies}


def consequences(session: Session, placement: Placement) -> str | None:
    """Whom a change of module touches, said before it is made."""
    query = select(func.count(func.distinct(Attempt.user_id))).where(
        Attempt.placement_id == placement.id,
        Attempt.module_id == placement.module_id,
        Attempt.is_preview.is_(False),
    )
    people = session.scalar(query) or 0
    if not people:
        return None
    whom = ngettext(
        "One learner has already taken this module's quiz.",
        "%(num)d learners have already taken this module's quiz.",
        people,
    )
    then = gettext(
        "Their attempts and grades stay as they are; a quiz taken on the new module can raise the grade "
        "in the same gradebook column, never lower it."
    )
    return f"{whom} {then}"


def result_rows(session: Session, launch: Launch, found: Shown) -> list[ResultRow]:
    """Everybody who opened this link as a learner, by name."""
    seen = _last_seen(session, launch)
    users = _learners(session, launch, seen)
    tries = _attempts(session, found.placement)
    done = _lessons_done(session, launch, [lesson.id for lesson in found.module.lessons])
    deliveries = {
        delivery.user_id: delivery
        for delivery in session.scalars(select(ScoreDelivery).where(ScoreDelivery.placement_id == found.placement.id))
    }
    graded = is_placement_graded(found.placement)
    counting = found.placement.settings.counting
    granted = {
        each.user_id: describe_accommodation(each.time_factor, each.extra_attempts)
        for each in session.scalars(select(Accommodation).where(Accommodation.context_id == launch.context_id))
    }
    return [
        _row(
            user,
            seen.get(user.id),
            tries[user.id],
            done.get(user.id, 0),
            deliveries.get(user.id),
            graded,
            counting,
            granted.get(user.id, ""),
        )
        for user in users
    ]


def _row(
    user: User,
    last_seen_at: datetime | None,
    tries: list[Attempt],
    lessons_done: int,
    delivery: ScoreDelivery | None,
    graded: bool,
    counting: Counting,
    accommodation: str,
) -> ResultRow:
    best = find_counting(tries, counting)
    return ResultRow(
        user_id=user.id,
        name=user.name,
        accommodation=accommodation,
        attempts=len(tries),
        best=best,
        passed=bool(best and best.passed),
        last_seen_at=last_seen_at,
        lessons_done=lessons_done,
        grade_state=describe(delivery, graded) if best else None,
        reason=(say_reason(delivery.reason) or None)
        if delivery and delivery.state != DeliveryState.DELIVERED
        else None,
        delivery_id=delivery.id if delivery else None,
        can_resend=delivery is not None and delivery.state == DeliveryState.FAILED,
    )


def _last_seen(session: Session, launch: Launch) -> dict[int, datetime]:
    query = (
        select(Launch.user_id, func.max(Launch.last_seen_at))
        .where(Launch.resource_link_id == launch.resource_link_id)
        .group_by(Launch.user_id)
    )
    return dict(session.execute(query).all())


def _learners(session: Session, launch: Launch, seen: Iterable[int]) -> list[User]:
    """Those who opened the link and are not staff in this course now."""
    query = (
        select(User, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == launch.context_id, User.id.in_(list(seen)))
        .order_by(func.lower(User.name), User.id)
    )
    return [user for user, roles in session.execute(query) if FOLLOWS.isdisjoint(roles)]


def _attempts(session: Session, placement: Placement) -> dict[int, list[Attempt]]:
    query = select(Attempt).where(
        Attempt.placement_id == placement.id,
        Attempt.module_id == placement.module_id,
        Attempt.is_preview.is_(False),
    )
    by_user: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(query):
        by_user[attempt.user_id].append(attempt)
    return by_user


def _lessons_done(session: Session, launch: Launch, lesson_ids: list[str]) -> dict[int, int]:
    query = (
        select(LessonCompletion.user_id, func.count())
        .where(LessonCompletion.context_id == launch.context_id, LessonCompletion.lesson_id.in_(lesson_ids))
        .group_by(LessonCompletion.user_id)
    )
    return dict(session.execute(query).all())
