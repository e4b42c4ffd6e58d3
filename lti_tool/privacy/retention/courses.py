"""Courses that nobody has opened for long: what people did there goes, and sums over many of them stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, delete, func, not_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.activities.models import ActivityState
from lti_tool.attempts.models import Attempt, RefresherQuestion, RefresherRound
from lti_tool.audit import AuditEvent, CourseAction, record_event
from lti_tool.competencies.models import CompetencyTally
from lti_tool.db import Base, absent, table_of
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, Membership, ResourceLink
from lti_tool.placements.models import Accommodation, AccommodationReason, AttemptGrant, Placement, SaidDates
from lti_tool.privacy.retention.course_sums import keep_large_sums
from lti_tool.privacy.retention.rule import Found, Portion, Rule, Run
from lti_tool.progress.models import EarlierLesson, EarlierProgress, LearnerProgress, LessonCompletion, LessonPlace
from lti_tool.transfer.models import Agreement, DeskCheck, DeskCount, WorkSample

SETTING = "keep_attempts_days"
COURSES_AT_ONCE = 10
PEOPLE_AT_ONCE = 100
InCourse = Callable[[int | SQLColumnExpression[int]], ColumnElement[bool]]


def _at_links(placement_id: InstrumentedAttribute[int]) -> InCourse:
    """Rows of the course's links; the course may be that of the statement around."""
    links = select(Placement.id).correlate(Context)
    return lambda course: placement_id.in_(links.where(Placement.context_id == course))


def _in(context_id: InstrumentedAttribute[int]) -> InCourse:
    return lambda course: context_id == course


def _of_people(course: int | SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Dates in the course and at its links, but for those of a branch, which are nobody's."""
    links = select(ResourceLink.id).correlate(Context).where(ResourceLink.context_id == course)
    return and_(
        SaidDates.user_id.is_not(None), SaidDates.resource_link_id.in_(links) | (SaidDates.context_id == course)
    )


WORK: Mapping[type[Base], InCourse] = {
    Attempt: _at_links(Attempt.placement_id),
    RefresherQuestion: _in(RefresherQuestion.context_id),
    RefresherRound: _in(RefresherRound.context_id),
    LearnerProgress: _at_links(LearnerProgress.placement_id),
    EarlierProgress: _at_links(EarlierProgress.placement_id),
    ScoreDelivery: _at_links(ScoreDelivery.placement_id),
    AttemptGrant: _at_links(AttemptGrant.placement_id),
    SaidDates: _of_people,
    LessonCompletion: _in(LessonCompletion.context_id),
    EarlierLesson: _in(EarlierLesson.context_id),
    LessonPlace: _in(LessonPlace.context_id),
    ActivityState: _in(ActivityState.context_id),
    Agreement: _in(Agreement.context_id),
    DeskCheck: _in(DeskCheck.context_id),
    WorkSample: _in(WorkSample.context_id),
    DeskCount: _in(DeskCount.context_id),
    CompetencyTally: _in(CompetencyTally.context_id),
    Accommodation: _in(Accommodation.context_id),
    AccommodationReason: _in(AccommodationReason.context_id),
}
"""What people did in a course and were given for it: with the course, all of one person's goes in one transaction."""


def count(session: Session, before: datetime) -> int:
    """How many courses nobody has opened since, in which there is work of somebody."""
    return session.scalar(select(func.count()).select_from(Context).where(_is_unseen(before), _has_work())) or 0


def find(session: Session, before: datetime, after: int) -> Found:
    """Some of these courses, each a portion: whether there is work is seen before who was there, which takes longer."""
    some = session.scalars(
        select(Context.id).where(Context.id > after).order_by(Context.id).limit(COURSES_AT_ONCE)
    ).all()
    with_work = session.scalars(select(Context.id).where(Context.id.in_(some), _has_work()).order_by(Context.id)).all()
    unseen = [
        each for each in with_work if session.scalar(select(Context.id).where(Context.id == each, _is_unseen(before)))
    ]
    return Found([[context_id] for context_id in unseen], some[-1] if len(some) == COURSES_AT_ONCE else 0)


def forget(session: Session, portion: Portion, before: datetime, run: Run) -> int:
    """First settle what stays of the course's sums, and write a line of its log; then its people, some at a time."""
    context_id = int(portion[0])
    wanted = select(Context.id).where(Context.id == context_id, _is_unseen(before))
    if session.scalar(wanted) is None:
        return 0
    people = _people_with_work(session, context_id)
    if people and not _is_begun(session, context_id, before):
        keep_large_sums(session, context_id, run.now)
        facts = {"days": getattr(run.settings, SETTING), "people": len(people)}
        action = CourseAction.WORK_FORGOTTEN
        record_event(session, action, actor=run.actor, now=run.now, context_id=context_id, **facts)
    some = people[:PEOPLE_AT_ONCE]
    for model, in_course in WORK.items():
        user_id = table_of(model).c.user_id
        session.execute(delete(table_of(model)).where(user_id.in_(some), in_course(context_id)))
    return len(some)


COURSES = Rule("courses with people’s work", SETTING, count, find, forget)


def _is_unseen(before: datetime) -> ColumnElement[bool]:
    """Courses that were opened once, and by nobody since that moment."""
    opened = select(Membership.id).where(Membership.context_id == Context.id)
    ever, since = opened.where(Membership.last_seen_at.is_not(None)), opened.where(Membership.last_seen_at >= before)
    return and_(absent(since), not_(absent(ever)))


def _has_work() -> ColumnElement[bool]:
    user_ids = ((table_of(model).c.user_id, in_course(Context.id)) for model, in_course in WORK.items())
    return or_(*(not_(absent(select(user_id).where(is_here))) for user_id, is_here in user_ids))


def _people_with_work(session: Session, context_id: int) -> Sequence[int]:
    each = (select(table_of(model).c.user_id).where(in_course(context_id)) for model, in_course in WORK.items())
    return sorted(session.scalars(union(*each)))


def _is_begun(session: Session, context_id: int, before: datetime) -> bool:
    """Whether a portion went already: then the sums are settled. Nobody was here since, so the line is of this time."""
    lines = select(AuditEvent.id).where(
        AuditEvent.context_id == context_id,
        AuditEvent.action == CourseAction.WORK_FORGOTTEN,
        AuditEvent.at >= before,
    )
    return session.scalar(lines.limit(1)) is not None
