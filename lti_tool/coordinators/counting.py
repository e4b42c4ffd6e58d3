"""Counts over the courses of one deployment, from summaries, some courses at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import ColumnElement, Integer, Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from lti_tool.competencies.models import CompetencyTally
from lti_tool.competencies.privacy_floor import Group
from lti_tool.content.model.module import Module
from lti_tool.coordinators.counts import Share
from lti_tool.coordinators.figures import Figures
from lti_tool.lti.models import Context, Membership
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LearnerProgress

BATCH = 100
_PASSED = case((LearnerProgress.passed, 1), else_=0)


def count_courses(session: Session, deployment_id: int, modules: Collection[Module]) -> Iterator[dict[int, Figures]]:
    """Every course by its id, a hundred read together, in a number of statements that does not grow with them."""
    without_quiz = [module.id for module in modules if module.quiz is None]
    query = select(Context.id).where(_is_course_of(deployment_id)).order_by(Context.id)
    for batch in session.scalars(query.execution_options(yield_per=BATCH)).partitions():
        courses = {context_id: Figures() for context_id in batch}
        _count_people(session, courses)
        _count_modules(session, courses, without_quiz)
        _count_skills(session, courses)
        yield courses


def _is_course_of(deployment_id: int) -> ColumnElement[bool]:
    came_from_none = Context.id_on_platform.like("person:%")
    return and_(Context.deployment_id == deployment_id, ~came_from_none)


def _count_people(session: Session, courses: Mapping[int, Figures]) -> None:
    """Learners of each course, and how many of them have begun something."""
    enrolled = (
        select(Membership.context_id, func.count())
        .where(Membership.context_id.in_(courses), Membership.is_staff.is_(False), Membership.is_active.is_(True))
        .group_by(Membership.context_id)
    )
    begun = (
        select(Placement.context_id, func.count(distinct(LearnerProgress.user_id)))
        .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
        .where(Placement.context_id.in_(courses))
        .group_by(Placement.context_id)
    )
    started = dict(session.execute(begun).all())
    for context_id, people in session.execute(enrolled):
        courses[context_id].learners = Share(people, min(people, started.get(context_id, 0)))


def _count_modules(session: Session, courses: Mapping[int, Figures], without_quiz: Collection[str]) -> None:
    """How many began each module and how many finished it: passed its quiz or, where it has none, did all lessons."""
    by_link = (
        select(Placement.context_id, Placement.module_id, func.count(), func.sum(_PASSED))
        .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
        .where(Placement.context_id.in_(courses))
        .group_by(Placement.id, Placement.context_id, Placement.module_id)
    )
    for context_id, module_id in session.execute(_placed_in(courses)):
        courses[context_id].modules[module_id] = Share()  # its row comes with the link, not with who begins it
    placed: dict[tuple[int, str], list[Share]] = defaultdict(list)
    for context_id, module_id, began, finished in session.execute(by_link):
        placed[context_id, module_id].append(Share(began, int(finished)))
    for (context_id, module_id), shares in placed.items():
        twice = len(shares) > 1  # somebody who met the module at two links is one person
        share = _count_once(session, context_id, module_id) if twice else shares[0]
        courses[context_id].modules[module_id] = share
    for (context_id, module_id), finished in _finished_reading(session, courses, without_quiz).items():
        began = courses[context_id].modules[module_id].group
        courses[context_id].modules[module_id] = Share(began, min(began, finished))


def _placed_in(courses: Collection[int]) -> Select[int, str]:
    return select(Placement.context_id, Placement.module_id).where(Placement.context_id.in_(courses)).distinct()


def _count_once(session: Session, context_id: int, module_id: str) -> Share:
    passed = func.max(_PASSED, type_=Integer).label("passed")
    person = (
        select(LearnerProgress.user_id, passed)
        .join(Placement, Placement.id == LearnerProgress.placement_id)
        .where(Placement.context_id == context_id, Placement.module_id == module_id)
        .group_by(LearnerProgress.user_id)
        .subquery()
    )
    began, finished = session.execute(select(func.count(), func.sum(person.c.passed)).select_from(person)).one()
    return Share(began, int(finished))


def _finished_reading(
    session: Session, courses: Collection[int], without_quiz: Collection[str]
) -> dict[tuple[int, str], int]:
    """How many did all lessons that their link shows, by course and module, of the modules named."""
    query = (
        select(Placement.id, LearnerProgress.lessons_done, func.count())
        .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
        .where(Placement.context_id.in_(courses), Placement.module_id.in_(without_quiz))
        .group_by(Placement.id, LearnerProgress.lessons_done)
    )
    rows = session.execute(query).all() if without_quiz else []
    placed = select(Placement).where(Placement.id.in_({row[0] for row in rows}))
    placements = {placement.id: placement for placement in session.scalars(placed)} if rows else {}
    found: dict[tuple[int, str], int] = defaultdict(int)
    for placement_id, lessons_done, people in rows:
        placement = placements[placement_id]
        module = shown_module(session, placement)
        if module is not None and lessons_done >= len(module.lessons):
            found[placement.context_id, placement.module_id] += people
    return found


def _count_skills(session: Session, courses: Mapping[int, Figures]) -> None:
    """What first attempts earned in each skill."""
    query = (
        select(
            CompetencyTally.context_id,
            CompetencyTally.competency,
            func.count(),
            func.sum(CompetencyTally.points),
            func.sum(CompetencyTally.responses),
        )
        .where(CompetencyTally.context_id.in_(courses))
        .group_by(CompetencyTally.context_id, CompetencyTally.competency)
    )
    for context_id, code, people, points, responses in session.execute(query):
        courses[context_id].skills[code] = Group(people, int(points), int(responses))
