"""The surveys of a course's modules and what is told of them: of everybody, and of each branch that is large enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.community.results import SurveyResult
from lti_tool.community.service import read_branch_results, read_results
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.module import Module
from lti_tool.instructor.shared.people.finding import branches_of
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey of one of the course's modules: what everybody said, and what each branch did, by its id."""

    module: Module
    survey: Survey
    everybody: SurveyResult
    by_branch: Mapping[int, SurveyResult]


@dataclass(frozen=True, slots=True)
class SurveysPage:
    """All of them, and the course's branches."""

    rows: Sequence[SurveyRow]
    branches: Sequence[Branch]


def read_page(session: Session, context_id: int, language: str) -> SurveysPage:
    """Every survey of the course in the order of its modules, in three statements for its answers and branches."""
    found = list(_surveys(session, context_id, language))
    asked = [survey for _, survey in found]
    results = read_results(session, context_id, asked)
    branches = read_branch_results(session, context_id, asked)
    rows = [
        SurveyRow(
            module,
            survey,
            results[survey.id],
            {branch_id: said[survey.id] for branch_id, said in branches.items() if survey.id in said},
        )
        for module, survey in found
    ]
    return SurveysPage(rows, branches_of(session, context_id))


def _surveys(session: Session, context_id: int, language: str) -> Iterator[tuple[Module, Survey]]:
    placed = set(session.scalars(select(Placement.module_id).where(Placement.context_id == context_id)))
    for each in catalogue().modules:
        if each.id in placed:
            module = catalogue().localised(each.id, language).module
            activities = (activity for lesson in module.lessons for activity in lesson.activities)
            yield from ((module, activity) for activity in activities if isinstance(activity, Survey))
