"""Being done with a lesson: each thing to do in it was tried, or skipped on purpose where the link allows that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.activities import service as activities
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.lesson import Lesson
from lti_tool.errors import N_, ToolError
from lti_tool.grading.handing_in import follow_lesson
from lti_tool.lti.models import Launch
from lti_tool.placements.settings import QuizSettings, ThingsToDo
from lti_tool.placements.shown import Shown
from lti_tool.progress import lessons as progress


class NotToBeSkipped(ToolError):
    """Somebody skips what their instructor asks for."""

    status = 409
    message = N_("Your instructor asks for all the things to do in this lesson, so this one cannot be skipped.")
    advice = N_("Go back to the lesson. Nothing was changed.")


def may_skip(settings: QuizSettings, activity: Activity) -> bool:
    """Whether something to do may be left out on purpose; a survey always may: nobody has to answer one."""
    return settings.things_to_do == ThingsToDo.MAY_BE_SKIPPED or activity.kind == "survey"


def check_may_skip(settings: QuizSettings, activity: Activity) -> None:
    """Raise NotToBeSkipped where the link asks for it."""
    if not may_skip(settings, activity):
        raise NotToBeSkipped


def finish_lesson(
    session: Session, launch: Launch, found: Shown, lesson: Lesson, now: datetime, *, skips: bool = False
) -> Sequence[Activity]:
    """Note that a lesson is done, with all that follows from it; or change nothing and return what is left to do.

    With `skips`, what may be skipped is. A lesson that is done already stays so. The caller commits.
    """
    if progress.is_lesson_done(session, launch, lesson.id):
        return ()
    kept = activities.read_kept(session, launch, lesson)
    left = [each for each in lesson.activities if kept.is_open(each) or _is_asked_for(found, kept, each)]
    if any(not (skips and may_skip(found.placement.settings, each)) for each in left):
        return left
    activities.skip(session, launch, left, now)
    tried = sum(kept.is_tried(each) for each in lesson.activities)
    progress.complete_lesson(session, launch, lesson, now, tried=tried)
    follow_lesson(session, launch.context_id, found.module.id, launch.user, now)
    return ()


def count_tried(session: Session, launch: Launch, lesson: Lesson) -> None:
    """After something was tried for the first time: where the lesson is done already, it counts for more now."""
    kept = activities.read_kept(session, launch, lesson)
    progress.count_tried(session, launch, lesson.id, sum(map(kept.is_tried, lesson.activities)))


def _is_asked_for(found: Shown, kept: activities.Kept, activity: Activity) -> bool:
    """Whether it was skipped before the instructor asked for it."""
    return not kept.is_tried(activity) and not may_skip(found.placement.settings, activity)
