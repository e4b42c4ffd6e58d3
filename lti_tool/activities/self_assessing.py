"""A self-assessment: how often the learner does what each statement says, then and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lti_tool.activities.outcome import DRAFT, Form, Outcome, State, asked_for, first, not_offered
from lti_tool.activities.problems import Problem
from lti_tool.content.model.activities.kinds import SelfAssessment, Statement
from lti_tool.errors import N_

FIELD = "statement-"
LEVELS = (N_("Not yet"), N_("Sometimes"), N_("Usually"), N_("Always"))
STRONG_FROM = 2  # Usually
RETAKE = "retake"
Levels = dict[str, int]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A statement with how it was answered first and last, as levels from 0; `chosen` is what the form holds."""

    statement: Statement
    chosen: int | None
    now: int | None
    then: int | None

    @property
    def is_strong(self) -> bool:
        """Whether one does this at least usually."""
        return self.now is not None and self.now >= STRONG_FROM


def act(assessment: SelfAssessment, state: State, form: Form) -> Outcome:
    """Keep the answers so far; with none missing they are the result, and the first result stays to compare."""
    if asked_for(form) == RETAKE:
        return Outcome({**state, "draft": {}})
    levels = _read(assessment, form)
    if levels is None:
        return not_offered(state)
    if asked_for(form) == DRAFT:
        return Outcome({**state, "draft": levels})
    if len(levels) < len(assessment.statements):
        return Outcome({**state, "draft": levels}, Problem.GAPS)
    return Outcome({"first": state.get("first", levels), "latest": levels})


def look(assessment: SelfAssessment, state: State) -> list[Assessed]:
    """Every statement with its answers, in the lesson's order."""
    draft, latest, earliest = (_levels(state, name) for name in ("draft", "latest", "first"))
    return [
        Assessed(each, draft.get(each.id), latest.get(each.id), earliest.get(each.id)) for each in assessment.statements
    ]


def weak_ones(rows: Iterable[Assessed]) -> list[Assessed]:
    """What the learner does less than usually, the rarest first: that is the one to start with."""
    weak = [(row.now, row) for row in rows if row.now is not None and not row.is_strong]
    return [row for _, row in sorted(weak, key=lambda each: each[0])]


def is_answering(state: State) -> bool:
    """Whether the form is to be filled in, for the first time or again."""
    return "latest" not in state or "draft" in state


def has_two_results(state: State) -> bool:
    """Whether there are both a first and a latest result."""
    return "latest" in state and state.get("first") != state["latest"]


def is_done(_assessment: SelfAssessment, state: State) -> bool:
    """Whether there is a result."""
    return "latest" in state


def _levels(state: State, name: str) -> Levels:
    found = state.get(name)
    possible = range(len(LEVELS))
    return {key: level for key, level in found.items() if level in possible} if isinstance(found, dict) else {}


def _read(assessment: SelfAssessment, form: Form) -> Levels | None:
    sent = {name.removeprefix(FIELD): first(form, name) for name in form if name.startswith(FIELD)}
    possible = {str(level): level for level in range(len(LEVELS))}
    if not sent.keys() <= {each.id for each in assessment.statements} or not set(sent.values()) <= possible.keys():
        return None
    return {key: possible[value] for key, value in sent.items()}
