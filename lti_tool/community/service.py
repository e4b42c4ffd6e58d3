"""Storing a survey's answers apart from who gave them, and reading a course's answers in sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.community.models import SurveyAnswer
from lti_tool.community.results import SurveyResult, summarise
from lti_tool.content.model.activities.survey import Survey

_ANSWERS = select(SurveyAnswer.activity_id, SurveyAnswer.answers).where(  # built once: that costs more than running it
    SurveyAnswer.context_id == bindparam("context"),
    SurveyAnswer.activity_id.in_(bindparam("activities", expanding=True)),
)


def store_answers(session: Session, context_id: int, survey: Survey, answers: Mapping[str, Any], day: date) -> None:
    """Store what somebody answered, without who and when; whether they may answer is checked elsewhere."""
    session.add(SurveyAnswer(context_id=context_id, activity_id=survey.id, answered_on=day, answers=dict(answers)))


def read_results(session: Session, context_id: int, surveys: Collection[Survey]) -> dict[str, SurveyResult]:
    """The summed answers of this course to each survey, by the survey's id; small groups stay hidden."""
    if not surveys:
        return {}
    found: dict[str, list[Mapping[str, Any]]] = {survey.id: [] for survey in surveys}
    for activity_id, answers in session.execute(_ANSWERS, {"context": context_id, "activities": list(found)}):
        found[activity_id].append(answers)
    return {survey.id: summarise(survey, found[survey.id]) for survey in surveys}
