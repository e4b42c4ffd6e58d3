"""All kinds of activity behind one door: do something in one, and ask whether it is done."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from lti_tool.activities import (
    checklist,
    choosing,
    reflecting,
    revealing,
    rewriting,
    scenario_walk,
    self_assessing,
    sorting,
    spotting,
    surveying,
)
from lti_tool.activities.outcome import SKIP, Form, Outcome, State, asked_for
from lti_tool.content.model.activities.kinds import Activity

_RULES: dict[str, ModuleType] = {
    "checklist": checklist,
    "moment": choosing,
    "reflection": reflecting,
    "reveal": revealing,
    "rewrite": rewriting,
    "scenario": scenario_walk,
    "self_assessment": self_assessing,
    "sort": sorting,
    "spot": spotting,
    "survey": surveying,
}


def act(activity: Activity, state: State, form: Form) -> Outcome:
    """What a form does to an activity's state, by the rules of its kind; any kind can be skipped for now."""
    if asked_for(form) == SKIP:
        return Outcome(state, skips=True)
    outcome: Outcome = _RULES[activity.kind].act(activity, state, form)
    return replace(outcome, begins=is_tried(activity, outcome.state) and not is_tried(activity, state))


def is_tried(activity: Activity, state: State) -> bool:
    """Whether the learner began what the activity asks for: chose, looked, checked or wrote something of it."""
    is_begun = getattr(_RULES[activity.kind], "is_begun", None)
    return is_done(activity, state) or bool(is_begun and is_begun(activity, state))


def is_done(activity: Activity, state: State) -> bool:
    """Whether the learner has done what the activity asks for."""
    return bool(_RULES[activity.kind].is_done(activity, state))
