"""Storing a survey's answers apart from who gave them, and reading a course's answers in sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from lti_tool.community.models import SurveyAnswer
from lti_tool.community.results import SurveyResult, summarise
from lti_tool.content.model.activities.survey import Survey
from lti_tool.lti.models import Context

_TOLD = select(SurveyAnswer.activity_id, SurveyAnswer.answers).where(  # built once: that costs more than running it
    SurveyAnswer.context_id == bindparam("context"),
    SurveyAnswer.activity_id.in_(bindparam("activities", expanding=True)),
    SurveyAnswer.is_told,
)


def store_answers(session: Session, context_id: int, survey: Survey, answers: Mapping[str, Any], day: date) -> None:
    """Store what somebody answered, without who and when; whether they may answer is checked elsewhere.

    Answers are told so many at a time that each batch hides who is in it. Those who answer at once take turns: a batch
    told between two counts would leave another of one.
    """
    session.execute(select(Context.id).where(Context.id == context_id).with_for_update(key_share=True))
    session.add(SurveyAnswer(context_id=context_id, activity_id=survey.id, answered_on=day, answers=dict(answers)))
    session.flush()
    _tell_batch(session, context_id, survey)


def read_results(session: Session, context_id: int, surveys: Collection[Survey]) -> dict[str, SurveyResult]:
    """What is told of this course's answers to each survey, by the survey's id."""
    if not surveys:
        return {}
    found: dict[str, list[Mapping[str, Any]]] = {survey.id: [] for survey in surveys}
    for activity_id, answers in session.execute(_TOLD, {"context": context_id, "activities": list(found)}):
        found[activity_id].append(answers)
    return {survey.id: summarise(survey, found[survey.id]) for survey in surveys}


def _tell_batch(session: Session, context_id: int, survey: Survey) -> None:
    """Tell whole batches of what waits; keys are random, so no order says who stays behind."""
    waiting = select(SurveyAnswer.key).where(
        SurveyAnswer.context_id == context_id, SurveyAnswer.activity_id == survey.id, ~SurveyAnswer.is_told
    )
    keys = session.scalars(waiting.order_by(SurveyAnswer.key)).all()
    if batch := keys[: len(keys) - len(keys) % survey.min_group]:
        session.execute(update(SurveyAnswer).where(SurveyAnswer.key.in_(batch)).values(is_told=True))
