"""How all courses of one deployment are doing, from the figures that are told: nothing here counts anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.coordinators.counts import Share, ToldSkill
from lti_tool.coordinators.figures import Figures
from lti_tool.coordinators.models import ToldFigures
from lti_tool.lti.models import Context

BATCH = 100


@dataclass(frozen=True, slots=True)
class Course:
    """One course: how many learn there and have begun, the same of each module and who finished it, and its skills."""

    title: str
    learners: Share
    modules: dict[str, Share]
    skills: dict[str, ToldSkill]


@dataclass(slots=True)
class Totals:
    """What is told of some courses, added up: whoever could not subtract before can not with these either."""

    courses: int = 0
    learners: int = 0
    modules: dict[str, Share] = field(default_factory=dict)
    skills: dict[str, ToldSkill] = field(default_factory=dict)

    def add(self, course: Course) -> None:
        """Add one course."""
        self.courses += 1
        self.learners += course.learners.group
        for module_id, share in course.modules.items():
            self.modules[module_id] = self.modules.get(module_id, Share()) + share
        for code, skill in course.skills.items():
            self.skills[code] = self.skills.get(code, ToldSkill()) + skill


def read_courses(session: Session, deployment_id: int) -> Iterator[Course]:
    """Every course of which something was told, by title; held are a hundred at a time."""
    query = (
        select(Context.title, ToldFigures.figures)
        .join(ToldFigures, ToldFigures.context_id == Context.id)
        .where(Context.deployment_id == deployment_id)
        .order_by(func.lower(Context.title), Context.id)
        .execution_options(yield_per=BATCH)
    )
    for title, stored in session.execute(query):
        told = Figures.of_json(stored)
        yield Course(
            title, told.learners, told.modules, {code: ToldSkill.of(group) for code, group in told.skills.items()}
        )


def add_up(courses: Iterable[Course]) -> Totals:
    """What all of them come to."""
    totals = Totals()
    for course in courses:
        totals.add(course)
    return totals
