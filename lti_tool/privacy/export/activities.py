"""What somebody did in an activity, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext as _

from lti_tool.activities import checklist, rewriting, scenario_walk, self_assessing, sorting
from lti_tool.activities.outcome import State
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.errors import N_
from lti_tool.templating import translate

KINDS = {
    "rewrite": N_("Say it better"),
    "sort": N_("Sorting"),
    "reflection": N_("Reflection"),
    "self_assessment": N_("Self-assessment"),
    "checklist": N_("Checklist"),
    "scenario": N_("Scenario"),
    "survey": N_("Survey"),
}


def say_activity(activity: Activity | None, kind: str, state: State) -> list[str]:
    """Line by line what was written or chosen; as it is stored, where the activity has left the lessons."""
    if kind == "survey":
        return [_("You answered. What you answered is kept apart, without your name.")]
    if kind in ("rewrite", "reflection"):
        return [rewriting.in_the_field(state)]
    if activity is None or activity.kind != kind:
        return [json.dumps(state, ensure_ascii=False, sort_keys=True)]
    return list(_SAY[kind](activity, state))


def _say_sorted(activity: Any, state: State) -> Iterator[str]:
    labels = {category.id: category.label for category in activity.categories}
    for each in sorting.look(activity, state):
        if each.chosen:
            yield f"{each.entry.text} → {labels[each.chosen]}"


def _say_assessed(activity: Any, state: State) -> Iterator[str]:
    for each in self_assessing.look(activity, state):
        levels = [_level(level) for level in (each.then, each.now, each.chosen) if level is not None]
        if levels:
            yield f"{each.statement.text} → {' → '.join(dict.fromkeys(levels))}"


def _say_picked(activity: Any, state: State) -> Iterator[str]:
    picked = checklist.picked_in(activity, state)
    yield from (entry.text for entry in activity.entries if entry.id in picked)
    yield from checklist.own_in(state)


def _say_walked(activity: Any, state: State) -> Iterator[str]:
    yield from (step.choice.text for step in scenario_walk.walk(activity, state).steps)


def _level(level: int) -> str:
    return translate(self_assessing.LEVELS[level])


_SAY: dict[str, Callable[[Any, State], Iterator[str]]] = {
    "sort": _say_sorted,
    "self_assessment": _say_assessed,
    "checklist": _say_picked,
    "scenario": _say_walked,
}
