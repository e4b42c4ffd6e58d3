"""Who should have a row in the ledger and has none: what the sweep asks of one stretch of rows at a time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lti_tool.attempts.models import Attempt
from lti_tool.db import absent
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading.policy import UNGRADED
from lti_tool.lti.models import ResourceLink
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.placements.settings import GradedBy
from lti_tool.progress.models import LearnerProgress, LessonCompletion

Ids = ColumnElement[int] | InstrumentedAttribute[int]


def by_attempts(after: int, until: int) -> Select[int, int]:
    """Link and person of every submitted attempt with an id in (after, until] that counts and was not queued."""
    return (
        select(Attempt.placement_id, Attempt.user_id)
        .join(Attempt.placement)
        .join(Placement.resource_link)
        .where(Attempt.id > after, Attempt.id <= until)
        .where(Attempt.submitted_at.is_not(None), Attempt.is_preview.is_(False), Attempt.kind != UNGRADED)
        .where(takes_grades(), _is_not_queued(Attempt.placement_id, Attempt.user_id))
        .distinct()
    )


def by_lessons(after: int, until: int) -> Select[int, int]:
    """The same where lessons are the grade or a part of it, by the lessons that people did.

    A lesson does not know its links. The summaries do, and they are kept in the transaction that notes a lesson.
    """
    stretch = and_(LessonCompletion.id > after, LessonCompletion.id <= until)
    readers = select(LessonCompletion.context_id, LessonCompletion.user_id).where(stretch).distinct().subquery()
    its_summary = (LearnerProgress.placement_id == Placement.id, LearnerProgress.user_id == readers.c.user_id)
    lessons_done = select(LearnerProgress.lessons_done).where(*its_summary).scalar_subquery()
    return (
        select(Placement.id, readers.c.user_id)
        .join(readers, readers.c.context_id == Placement.context_id)
        .join(Placement.resource_link)
        .outerjoin(ContextSettings, ContextSettings.context_id == Placement.context_id)
        .where(_counts_lessons(), lessons_done > 0)
        .where(takes_grades(), _is_not_queued(Placement.id, readers.c.user_id))
    )


def takes_grades() -> ColumnElement[bool]:
    """As queueing.is_placement_graded says it, but for the scopes."""
    may_be_made = and_(Placement.is_graded, ResourceLink.lineitems_url.is_not(None))
    return or_(ResourceLink.lineitem_url.is_not(None), may_be_made)


def _counts_lessons() -> ColumnElement[bool]:
    here, everywhere = (
        settings["graded_by"].as_string() for settings in (Placement.quiz_settings, ContextSettings.quiz_defaults)
    )
    return func.coalesce(here, everywhere, GradedBy.SCORE.value) != GradedBy.SCORE.value


def _is_not_queued(placement_id: Ids, user_id: Ids) -> ColumnElement[bool]:
    theirs = (ScoreDelivery.placement_id == placement_id, ScoreDelivery.user_id == user_id)
    return absent(select(ScoreDelivery.id).where(*theirs))
