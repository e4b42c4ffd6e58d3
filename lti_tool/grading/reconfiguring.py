"""Changing the settings of a link or of all links of a course: what it would touch, and doing it.

Finished attempts stay as they are. Open ones get the end that the new rules say; summaries and grades are recounted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import count_touched
from lti_tool.audit import CourseAction, Fact
from lti_tool.db import insert_if_absent
from lti_tool.delivery.column_dates import tell_later
from lti_tool.delivery.columns import window_of
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.grading.earning import Changes, compare, earned_grades
from lti_tool.grading.following import follow_links
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LessonCompletion


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom a change of settings touches.

    `readers` are people who did a lesson that would not be shown any more; `sends` says whether changed grades go to
    a gradebook.
    """

    people_open: int = 0
    people_submitted: int = 0
    readers: int = 0
    grades: Changes = field(default_factory=Changes)
    sends: bool = False

    @property
    def must_be_asked(self) -> bool:
        """Whether somebody's grade or progress changes, so that a person says yes first."""
        return bool(self.grades or self.readers)

    def __add__(self, other: Touched) -> Touched:
        return Touched(
            self.people_open + other.people_open,
            self.people_submitted + other.people_submitted,
            self.readers + other.readers,
            self.grades + other.grades,
            self.sends or other.sends,
        )


def count_people(session: Session, placement: Placement) -> Touched:
    """Who has an attempt at a link, for a page on which nothing is changed yet."""
    is_open, submitted = count_touched(session, placement)
    return Touched(is_open, submitted)


def weigh(session: Session, placement: Placement, new: QuizSettings) -> Touched:
    """Whom new settings of a link would touch."""
    is_open, submitted = count_touched(session, placement)
    return Touched(
        people_open=is_open,
        people_submitted=submitted,
        readers=_readers_of_hidden(session, placement, new),
        grades=compare(earned_grades(session, placement), earned_grades(session, placement, settings=new)),
        sends=is_placement_graded(placement),
    )


def weigh_course(session: Session, context_id: int, new: QuizSettings) -> Touched:
    """Whom new defaults of a course would touch: counted at each link, so somebody may be counted at several."""
    defaults = new.stored()
    return sum(
        (
            weigh(session, placement, QuizSettings.model_validate(defaults | placement.quiz_settings))
            for placement in placements_of(session, context_id)
        ),
        Touched(),
    )


def reconfigure(session: Session, launch: Launch, placement: Placement, new: QuizSettings, now: datetime) -> None:
    """Keep new settings of a link, with all that follows, or leave that to the course's work.

    The caller commits. Raises StillFollowing.
    """
    before = placement.settings
    placement.quiz_settings = new.stored(placement.course.quiz_defaults if placement.course else None)
    _record(session, launch, CourseAction.LINK_SETTINGS_CHANGED, before, new, now, placement=placement.id)
    _follow(session, [placement], {placement.id: before}, now)


def reconfigure_course(session: Session, launch: Launch, new: QuizSettings, now: datetime) -> None:
    """The same for what holds for all links of a course where they say nothing themselves."""
    placements = placements_of(session, launch.context_id)
    before = {placement.id: placement.settings for placement in placements}
    course = course_settings(session, launch.context_id)
    defaults = QuizSettings.model_validate(course.quiz_defaults)
    _record(session, launch, CourseAction.COURSE_SETTINGS_CHANGED, defaults, new, now)
    course.quiz_defaults = new.stored()
    session.flush()
    for placement in placements:
        session.expire(placement, ["course"])
    _follow(session, placements, before, now)


def course_settings(session: Session, context_id: int) -> ContextSettings:
    """The course's row, made at its first setting."""
    insert_if_absent(session, ContextSettings, [{"context_id": context_id, "quiz_defaults": {}, "own_revision": 0}])
    return session.get_one(ContextSettings, context_id, with_for_update=True, populate_existing=True)


def placements_of(session: Session, context_id: int) -> list[Placement]:
    """The links of a course, in the order in which they came."""
    return list(session.scalars(select(Placement).where(Placement.context_id == context_id).order_by(Placement.id)))


def _follow(
    session: Session, placements: Sequence[Placement], before: Mapping[int, QuizSettings], now: datetime
) -> None:
    changed = [placement for placement in placements if placement.settings != before[placement.id]]
    for placement in changed:
        if window_of(placement.settings) != window_of(before[placement.id]):
            tell_later(session, placement, now)
    follow_links(session, changed, now)


def _record(
    session: Session,
    launch: Launch,
    action: CourseAction,
    before: QuizSettings,
    new: QuizSettings,
    now: datetime,
    **more: Fact,
) -> None:
    """What changed, for the course's log; nothing where somebody saved settings as they were."""
    old = before.model_dump(mode="json")
    changes = {name: [old[name], value] for name, value in new.model_dump(mode="json").items() if value != old[name]}
    if changes:
        record_change(session, launch, action, now, changes=changes, **more)


def _readers_of_hidden(session: Session, placement: Placement, new: QuizSettings) -> int:
    """How many people did a lesson that is shown now and would not be."""
    now_shown, then_shown = (shown_module(session, placement, each) for each in (None, new))
    if now_shown is None or then_shown is None:
        return 0
    gone = {lesson.id for lesson in now_shown.lessons} - {lesson.id for lesson in then_shown.lessons}
    if not gone:
        return 0
    query = select(func.count(func.distinct(LessonCompletion.user_id))).where(
        LessonCompletion.context_id == placement.context_id, LessonCompletion.lesson_id.in_(gone)
    )
    return session.scalar(query) or 0
