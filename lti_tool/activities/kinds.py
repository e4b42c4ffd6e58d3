"""All kinds of activity behind one door: do something in one, and ask whether it is done."""

from __future__ import annotations

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
from lti_tool.activities.outcome import Form, Outcome, State
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
    """What a form does to an activity's state, by the rules of its kind."""
    outcome: Outcome = _RULES[activity.kind].act(activity, state, form)
    return outcome


def is_done(activity: Activity, state: State) -> bool:
    """Whether the learner has done what the activity asks for."""
    return bool(_RULES[activity.kind].is_done(activity, state))
