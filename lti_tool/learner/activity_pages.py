"""What the section of one activity shows, made from its content and its state; nothing here reads a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from lti_tool.activities import checklist, kinds, rewriting, scenario_walk, self_assessing, sorting, surveying
from lti_tool.activities.outcome import State
from lti_tool.community.results import SurveyResult
from lti_tool.content.schema.activities import Activity, Checklist, Rewrite, SelfAssessment, Sort
from lti_tool.content.schema.scenario import Scenario
from lti_tool.content.schema.survey import Survey

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActivityView:
    """One activity as its template shows it; `facts` are the kind's own, `carried` the state of a mere preview."""

    activity: Activity
    facts: Facts
    is_done: bool
    problem: str = ""
    carried: str | None = None
    survey_result: SurveyResult | None = None
    kind: str = "activity"


def view_of(activity: Activity, state: State, problem: str = "", **extras: Any) -> ActivityView:
    """Make the view of one activity; `problem` is a marked sentence, translated here."""
    return ActivityView(
        activity=activity,
        facts=_FACTS[activity.kind](activity, state),
        is_done=kinds.is_done(activity, state),
        problem=_(problem) if problem else "",
        **extras,
    )


def _rewrite(_activity: Rewrite, state: State) -> Facts:
    return {
        "text": state.get("text", ""),
        "field": rewriting.in_the_field(state),
        "has_other_draft": rewriting.has_other_draft(state),
    }


def _sort(activity: Sort, state: State) -> Facts:
    rows = sorting.look(activity, state)
    checked = [row for row in rows if row.is_right is not None]
    return {"rows": rows, "checked": len(checked), "right": sum(row.is_right is True for row in checked)}


def _reflection(_activity: Activity, state: State) -> Facts:
    return {"text": state.get("text", "")}


def _self_assessment(activity: SelfAssessment, state: State) -> Facts:
    rows = self_assessing.look(activity, state)
    return {
        "rows": rows,
        "levels": [_(level) for level in self_assessing.LEVELS],
        "is_answering": self_assessing.is_answering(state),
        "has_result": "latest" in state,
        "has_then": self_assessing.has_two_results(state),
        "strong": [row for row in rows if row.is_strong],
        "weak": [row for row in rows if row.now is not None and not row.is_strong],
    }


def _checklist(activity: Checklist, state: State) -> Facts:
    own = checklist.own_in(state)
    return {
        "picked": checklist.picked_in(activity, state),
        "own": [*own, *[""] * (activity.own - len(own))],
        "count": len(checklist.picked_in(activity, state)) + len(own),
    }


def _scenario(activity: Scenario, state: State) -> Facts:
    walk = scenario_walk.walk(activity, state)
    return {
        "walk": walk,
        "offers": scenario_walk.offers(walk),
        "best_walk": scenario_walk.best_walk(activity) if walk.is_over else None,
        "best_before": state.get("best"),
    }


def _survey(activity: Survey, state: State) -> Facts:
    return {
        "typed": state.get("typed", {}),
        "shared": state.get(surveying.SHARED, []),
        "missing": state.get("missing", []),
        "answered": surveying.is_done(activity, state),
        "has_sharing": any(field.share for field in activity.fields),
        "has_texts": any(not field.has_options for field in activity.fields),
    }


_FACTS: dict[str, Callable[[Any, State], Facts]] = {
    "checklist": _checklist,
    "reflection": _reflection,
    "rewrite": _rewrite,
    "scenario": _scenario,
    "self_assessment": _self_assessment,
    "sort": _sort,
    "survey": _survey,
}
