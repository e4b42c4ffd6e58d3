"""How all courses of one deployment are doing: counts from summaries, in a number of statements that never grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Integer, bindparam, case, distinct, func, select
from sqlalchemy.orm import Session

from lti_tool.competencies.models import CompetencyTally
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, Group, shown_cells
from lti_tool.content.schema.module import Module
from lti_tool.coordinators.counts import Share, Told
from lti_tool.courses.models import LearnerProgress
from lti_tool.lti.models import Context, Membership
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module

SIXTIETHS = 60
Cells = dict[str, Group]
_PASSED = case((LearnerProgress.passed, 1), else_=0)
_BY_LINK = (
    select(Placement.context_id, Placement.module_id, func.count(), func.sum(_PASSED))
    .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
    .join(Context, Context.id == Placement.context_id)
    .where(Context.deployment_id == bindparam("deployment"))
    .group_by(Placement.id, Placement.context_id, Placement.module_id)
)


@dataclass(slots=True)
class CourseCounts:
    """One course: its learners, how far they are in each module, and what first attempts earned in each skill."""

    context_id: int
    title: str
    learners: Share = field(default_factory=Share)
    modules: dict[str, Share] = field(default_factory=dict)
    skills: Cells = field(default_factory=dict)
    shown_skills: set[str] = field(default_factory=set)

    @property
    def told_skills(self) -> Cells:
        """The skills that may be told."""
        return {code: group for code, group in self.skills.items() if code in self.shown_skills}


@dataclass(frozen=True, slots=True)
class Report:
    """Every course by title, and what they come to together.

    Totals of modules are of the courses whose own numbers are told exactly; totals of skills of all courses.
    """

    courses: list[CourseCounts]
    modules: dict[str, Share]
    skills: Cells

    @property
    def learners(self) -> int:
        """The learners of the courses whose number is told."""
        return sum(course.learners.group for course in self.courses if course.learners.is_group_told)


def make_report(session: Session, deployment_id: int, modules: Collection[Module]) -> Report:
    """Count over all courses of a deployment that have learners."""
    courses = _courses(session, deployment_id)
    _count_people(session, deployment_id, courses)
    _count_modules(session, deployment_id, courses, [module.id for module in modules if module.quiz is None])
    _count_skills(session, deployment_id, courses)
    told = _tell_skills(courses.values(), _distinct_people(session, deployment_id))
    found = [course for course in courses.values() if course.learners.group or course.modules]
    return Report(
        sorted(found, key=lambda course: (course.title.lower(), course.context_id)),
        _add_modules(found),
        told,
    )


def _courses(session: Session, deployment_id: int) -> dict[int, CourseCounts]:
    query = select(Context.id, Context.title).where(
        Context.deployment_id == deployment_id,
        Context.id_on_platform.not_like("person:%"),  # where somebody came from no course
    )
    return {row.id: CourseCounts(row.id, row.title) for row in session.execute(query)}


def _count_people(session: Session, deployment_id: int, courses: Mapping[int, CourseCounts]) -> None:
    """Learners of each course, and how many of them have begun something."""
    enrolled = (
        select(Membership.context_id, func.count())
        .join(Context, Context.id == Membership.context_id)
        .where(Context.deployment_id == deployment_id, Membership.is_staff.is_(False), Membership.is_active.is_(True))
        .group_by(Membership.context_id)
    )
    begun = (
        select(Placement.context_id, func.count(distinct(LearnerProgress.user_id)))
        .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
        .join(Context, Context.id == Placement.context_id)
        .where(Context.deployment_id == deployment_id)
        .group_by(Placement.context_id)
    )
    started = dict(session.execute(begun).all())
    for context_id, people in session.execute(enrolled):
        if context_id in courses:
            courses[context_id].learners = Share(people, min(people, started.get(context_id, 0)))


def _count_modules(
    session: Session, deployment_id: int, courses: Mapping[int, CourseCounts], without_quiz: Collection[str]
) -> None:
    """How many began each module and how many finished it: passed its quiz or, where it has none, did all lessons."""
    placed: dict[tuple[int, str], list[Share]] = defaultdict(list)
    for context_id, module_id, began, finished in session.execute(_BY_LINK, {"deployment": deployment_id}):
        placed[context_id, module_id].append(Share(began, int(finished)))
    for (context_id, module_id), shares in placed.items():
        twice = len(shares) > 1  # somebody who met the module at two links is one person
        share = _count_once(session, context_id, module_id) if twice else shares[0]
        courses[context_id].modules[module_id] = share
    for (context_id, module_id), finished in _finished_reading(session, deployment_id, without_quiz).items():
        began = courses[context_id].modules[module_id].group
        courses[context_id].modules[module_id] = Share(began, min(began, finished))


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
    session: Session, deployment_id: int, without_quiz: Collection[str]
) -> dict[tuple[int, str], int]:
    """How many did all lessons that their link shows, by course and module, of the modules named."""
    query = (
        select(Placement.id, LearnerProgress.lessons_done, func.count())
        .join(LearnerProgress, LearnerProgress.placement_id == Placement.id)
        .join(Context, Context.id == Placement.context_id)
        .where(Context.deployment_id == deployment_id, Placement.module_id.in_(without_quiz))
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


def _count_skills(session: Session, deployment_id: int, courses: Mapping[int, CourseCounts]) -> None:
    query = (
        select(
            CompetencyTally.context_id,
            CompetencyTally.competency,
            func.count(),
            func.sum(CompetencyTally.points),
            func.sum(CompetencyTally.responses),
        )
        .join(Context, Context.id == CompetencyTally.context_id)
        .where(Context.deployment_id == deployment_id)
        .group_by(CompetencyTally.context_id, CompetencyTally.competency)
    )
    for context_id, code, people, points, responses in session.execute(query):
        courses[context_id].skills[code] = Group(people, int(points), int(responses))


def _distinct_people(session: Session, deployment_id: int) -> dict[str, int]:
    """How many people stand behind each skill; somebody in two courses is one."""
    query = (
        select(CompetencyTally.competency, func.count(distinct(CompetencyTally.user_id)))
        .join(Context, Context.id == CompetencyTally.context_id)
        .where(Context.deployment_id == deployment_id)
        .group_by(CompetencyTally.competency)
    )
    return dict(session.execute(query).all())


def _tell_skills(courses: Iterable[CourseCounts], people: Mapping[str, int]) -> Cells:
    """Choose which courses' cells are shown, and return the sums that may stand beside them."""
    by_skill: dict[str, dict[int, CourseCounts]] = defaultdict(dict)
    for course in courses:
        for code in course.skills:
            by_skill[code][course.context_id] = course
    sums: Cells = {}
    for code, found in by_skill.items():
        row = {context_id: course.skills[code] for context_id, course in found.items()}
        shown = shown_cells(row)
        for context_id in shown:
            found[context_id].shown_skills.add(code)
        told = sum((row[context_id] for context_id in shown), Group())
        whole = sum(row.values(), Group())
        whole = Group(people[code], whole.points, whole.responses)
        # Somebody in two courses must not make a withheld group look larger than it is.
        is_safe = len(shown) == len(row) or people[code] - told.people >= LEAST_PEOPLE
        if whole.is_large and is_safe:
            sums[code] = whole
    return sums


def _add_modules(courses: Iterable[CourseCounts]) -> dict[str, Share]:
    sums: dict[str, Share] = defaultdict(Share)
    for course in courses:
        for module_id, share in course.modules.items():
            if share.told == Told.EXACTLY:
                sums[module_id] += share
    return dict(sums)
