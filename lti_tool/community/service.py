"""Storing a survey's answers apart from who gave them, and reading a course's answers in sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from lti_tool.branches.models import BranchMember
from lti_tool.community.models import SurveyAnswer
from lti_tool.community.results import SurveyResult, summarise
from lti_tool.community.telling import next_batches
from lti_tool.content.model.activities.survey import Survey
from lti_tool.lti.models import Context

_TOLD = select(SurveyAnswer.activity_id, SurveyAnswer.answers).where(  # built once: that costs more than running it
    SurveyAnswer.context_id == bindparam("context"),
    SurveyAnswer.activity_id.in_(bindparam("activities", expanding=True)),
    SurveyAnswer.is_told,
)
_WAITING = select(SurveyAnswer.key, SurveyAnswer.branch_id).where(~SurveyAnswer.is_told)


def store_answers(
    session: Session,
    context_id: int,
    survey: Survey,
    answers: Mapping[str, Any],
    day: date,
    branch_id: int | None = None,
) -> None:
    """Store what somebody answered, without who and when; whether they may answer is checked elsewhere.

    Their branch is stored where it has enough people to hide each of them. Answers are told so many at a time that each
    batch hides who is in it. Those who answer at once take turns: a batch told between two counts would leave another
    of one.
    """
    session.execute(select(Context.id).where(Context.id == context_id).with_for_update(key_share=True))
    facts = {"context_id": context_id, "activity_id": survey.id, "answered_on": day, "answers": dict(answers)}
    branch_id = branch_id if branch_id and _is_large(session, branch_id, survey.min_group) else None
    session.add(SurveyAnswer(**facts, branch_id=branch_id))
    session.flush()
    _tell_batches(session, context_id, survey)


def read_results(session: Session, context_id: int, surveys: Collection[Survey]) -> dict[str, SurveyResult]:
    """What is told of this course's answers to each survey, by the survey's id."""
    if not surveys:
        return {}
    found: dict[str, list[Mapping[str, Any]]] = {survey.id: [] for survey in surveys}
    for activity_id, answers in session.execute(_TOLD, {"context": context_id, "activities": list(found)}):
        found[activity_id].append(answers)
    return {survey.id: summarise(survey, found[survey.id]) for survey in surveys}


def read_branch_results(
    session: Session, context_id: int, surveys: Collection[Survey]
) -> dict[int, dict[str, SurveyResult]]:
    """What is told of each branch of which anything is, by its id; what people wrote is told of the course only."""
    by_id = {survey.id: survey for survey in surveys}
    query = select(SurveyAnswer.branch_id, SurveyAnswer.activity_id, SurveyAnswer.answers).where(
        SurveyAnswer.context_id == context_id,
        SurveyAnswer.activity_id.in_(by_id),
        SurveyAnswer.is_told,
        SurveyAnswer.branch_id.is_not(None),
    )
    found: dict[int, dict[str, list[Mapping[str, Any]]]] = {}
    for branch_id, activity_id, answers in session.execute(query):
        found.setdefault(branch_id or 0, {}).setdefault(activity_id, []).append(answers | {"shared": []})
    return {
        branch_id: {each: summarise(by_id[each], answers) for each, answers in of_branch.items()}
        for branch_id, of_branch in found.items()
    }


def _is_large(session: Session, branch_id: int, least: int) -> bool:
    query = select(func.count()).select_from(BranchMember).where(BranchMember.branch_id == branch_id)
    return (session.scalar(query) or 0) >= least


def _tell_batches(session: Session, context_id: int, survey: Survey) -> None:
    """Tell whole batches of what waits."""
    mine = SurveyAnswer.context_id == context_id, SurveyAnswer.activity_id == survey.id
    waiting = [(row.key, row.branch_id) for row in session.execute(_WAITING.where(*mine))]
    if len(waiting) < survey.min_group:
        return
    is_first = session.scalar(select(SurveyAnswer.key).where(*mine, SurveyAnswer.is_told).limit(1)) is None
    for batch in next_batches(waiting, survey.min_group, is_first=is_first):
        told = {"is_told": True, "branch_id": batch.branch_id}
        session.execute(update(SurveyAnswer).where(SurveyAnswer.key.in_(batch.keys)).values(told))
