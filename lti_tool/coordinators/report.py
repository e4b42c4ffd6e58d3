"""How all courses of one deployment are doing: together for a page, or one after the other for a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.content.model.module import Module
from lti_tool.coordinators.counting import CourseCounts, count_courses, people_by_skill, skill_cells
from lti_tool.coordinators.counts import Share, Told
from lti_tool.coordinators.skill_floors import Cells, SkillFloors

SIXTIETHS = 60


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


@dataclass(frozen=True, slots=True)
class StreamedReport:
    """The same for a file: courses to go through once, and what all come to in each skill."""

    courses: Iterator[CourseCounts]
    skills: Cells


def make_report(session: Session, deployment_id: int, modules: Collection[Module]) -> Report:
    """Count over all courses of a deployment that have learners."""
    courses = list(count_courses(session, deployment_id, modules))
    floors = SkillFloors((course.context_id, *cell) for course in courses for cell in course.skills.items())
    found = list(_judged(courses, floors))
    return Report(found, _add_modules(found), floors.sums(people_by_skill(session, deployment_id)))


def stream_report(session: Session, deployment_id: int, modules: Collection[Module]) -> StreamedReport:
    """Go through all of a deployment's courses twice: what may be told of one skill depends on all of them.

    Held are a few sums for each skill, and the counts of a hundred courses at a time. The session must read one moment
    throughout (`db.hold_still`): courses that change between the two rounds would be judged by what they were.
    """
    floors = SkillFloors(skill_cells(session, deployment_id))
    courses = _judged(count_courses(session, deployment_id, modules), floors)
    return StreamedReport(courses, floors.sums(people_by_skill(session, deployment_id)))


def _judged(courses: Iterable[CourseCounts], floors: SkillFloors) -> Iterator[CourseCounts]:
    """Those that have learners, each with the skills that may be told."""
    for course in courses:
        if course.learners.group or course.modules:
            course.shown_skills = floors.shown(course.context_id, course.skills)
            yield course


def _add_modules(courses: Iterable[CourseCounts]) -> dict[str, Share]:
    sums: dict[str, Share] = defaultdict(Share)
    for course in courses:
        for module_id, share in course.modules.items():
            if share.told == Told.EXACTLY:
                sums[module_id] += share
    return dict(sums)
