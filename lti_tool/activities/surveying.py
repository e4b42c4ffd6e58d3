"""Answering a survey: a form becomes answers that do not know who gave them."""

from __future__ import annotations

from typing import Any

from lti_tool.activities.outcome import Form, Outcome, State, first, not_offered
from lti_tool.activities.problems import Problem
from lti_tool.activities.typed import LONGEST, read_text, too_long
from lti_tool.content.model.activities.survey import Survey, SurveyField

FIELD, SHARE = "field-", "share-"
SHARED = "shared"
ANSWERED = {"answered": True}


def act(survey: Survey, state: State, form: Form) -> Outcome:
    """Take the answers, once. Faulty answers are shown again and never stored with the person."""
    if is_done(survey, state):
        return Outcome(state, Problem.ANSWERED_ALREADY, is_kept=False)
    answers = {field.id: _read(field, form) for field in survey.fields}
    shared = [each.id for each in survey.fields if _is_shared(each, form)]
    typed = {"typed": answers, SHARED: shared}
    if not _is_offered(survey, answers, form):
        return not_offered(state)
    if any(isinstance(answer, str) and len(answer) > LONGEST for answer in answers.values()):
        return too_long(typed)
    if problem := _what_is_missing(survey, answers):
        return Outcome(typed | {"missing": missing(survey, answers)}, problem, is_kept=False)
    return Outcome(ANSWERED, answers=_only_given(answers, shared))


def missing(survey: Survey, answers: State) -> list[str]:
    """The ids of the questions that need an answer and have none."""
    return [field.id for field in survey.fields if field.required and not answers[field.id]]


def is_done(_survey: Survey, state: State) -> bool:
    """Whether this person has answered."""
    return bool(state.get("answered"))


def _what_is_missing(survey: Survey, answers: State) -> Problem | None:
    if not any(answers.values()):
        return Problem.NOTHING_FILLED_IN
    return Problem.REQUIRED_MISSING if missing(survey, answers) else None


def _read(field: SurveyField, form: Form) -> str | list[str]:
    """A text, or the ids of the options in the field's own order."""
    name = FIELD + field.id
    if not field.has_options:
        return read_text(form, name)
    sent = form.get(name, ())
    return [option.id for option in field.options if option.id in sent]


def _is_offered(survey: Survey, answers: dict[str, Any], form: Form) -> bool:
    """Whether the form names only questions and options that there are, and one option where only one is asked for."""
    if any(name.startswith(FIELD) and survey.field(name.removeprefix(FIELD)) is None for name in form):
        return False
    return all(_fits(field, answers[field.id], form) for field in survey.fields)


def _fits(field: SurveyField, answer: str | list[str], form: Form) -> bool:
    sent = {each for each in form.get(FIELD + field.id, ()) if each}
    is_known = not field.has_options or len(sent) == len(answer)
    return is_known and (field.type != "single" or len(sent) <= 1)


def _is_shared(field: SurveyField, form: Form) -> bool:
    return field.share is not None and first(form, SHARE + field.id) == "1"


def _only_given(answers: dict[str, Any], shared: list[str]) -> dict[str, Any]:
    given = {field_id: answer for field_id, answer in answers.items() if answer}
    return {"given": given, SHARED: [field_id for field_id in shared if field_id in given]}
