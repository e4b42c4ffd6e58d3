"""After a change of rules: the summaries and grades of everybody at a link are recounted, some people at a time.

Where that is few, it is done with the change. For many it is left to the course's work, in transactions of their own:
nobody waits for a page, no learner waits for the database, and it goes on after a closed tab or a restarted server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule
from lti_tool.attempts.models import Attempt, RefresherRound
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.errors import N_, ToolError
from lti_tool.grading.handing_in import queue_people
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module
from lti_tool.progress import summaries as progress
from lti_tool.progress.models import LearnerProgress, LessonCompletion
from lti_tool.work import service

GRADES = "grades"
MANY = 200
AT_ONCE = 100
"""As many people in one transaction: some tenths of a second, for which SQLite lets nobody else write."""

LINKS, REGRADES = "links", "regrades"


class StillFollowing(ToolError):
    """A change that touches many people came while an earlier one was still being worked through."""

    status = 409
    message = N_("The grades of this course are still being brought up to date after an earlier change.")
    advice = N_("Go back, wait until that is done, and send it again. Nothing was changed.")


def follow_links(session: Session, placements: Sequence[Placement], now: datetime) -> None:
    """Follow up a change of what the grades of these links are made of, or leave it to the course's work.

    The caller commits. Raises StillFollowing.
    """
    session.flush()
    people = [(placement, people_at(session, placement)) for placement in placements]
    if are_many(sum(len(user_ids) for _placement, user_ids in people)):
        leave_to_work(session, placements[0].context_id, now, LINKS, [placement.id for placement in placements])
        return
    for placement, user_ids in people:
        follow_people(session, placement, user_ids, now)


def follow_module(session: Session, context_id: int, module_id: str, now: datetime) -> None:
    """The same for every link of a course that shows a module: it got a lesson more or less, or is shown again."""
    query = select(Placement).where(Placement.context_id == context_id, Placement.module_id == module_id)
    follow_links(session, session.scalars(query.order_by(Placement.id)).all(), now)


def follow_people(session: Session, placement: Placement, user_ids: Collection[int], now: datetime) -> None:
    """Bring up to date all that is said of some people at a link. The caller commits."""
    reschedule(session, placement, user_ids)
    progress.refresh_people(session, placement, user_ids)
    queue_people(session, placement, user_ids, now)


def people_at(session: Session, placement: Placement) -> list[int]:
    """Everybody who did anything at a link, or of whom something is said there."""
    module = shown_module(session, placement)
    lessons = [lesson.id for lesson in module.lessons] if module else []
    found = union(
        select(Attempt.user_id).where(Attempt.placement_id == placement.id, Attempt.is_preview.is_(False)),
        select(LessonCompletion.user_id).where(
            LessonCompletion.context_id == placement.context_id, LessonCompletion.lesson_id.in_(lessons)
        ),
        select(RefresherRound.user_id).where(RefresherRound.placement_id == placement.id),
        select(LearnerProgress.user_id).where(LearnerProgress.placement_id == placement.id),
        select(ScoreDelivery.user_id).where(ScoreDelivery.placement_id == placement.id),
    )
    return sorted(session.scalars(found))


def are_many(count: int) -> bool:
    """Whether so many people, or attempts, are left to the course's work."""
    return count > MANY


def leave_to_work(session: Session, context_id: int, now: datetime, kind: str, ids: Sequence[int]) -> None:
    """Have the course's work follow up a change. The caller commits. Raises StillFollowing."""
    if not service.ask(session, context_id, GRADES, now, {kind: list(ids)}):
        raise StillFollowing


def check_nothing_follows(session: Session, context_id: int) -> None:
    """Raise StillFollowing while an earlier change is still being worked through."""
    found = service.latest(session, context_id, GRADES)
    if found is not None and not found.is_over:
        raise StillFollowing


def some_at_a_time(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """AT_ONCE of them, and again."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
