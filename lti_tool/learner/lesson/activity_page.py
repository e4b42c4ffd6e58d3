"""What the section of one activity shows, made from its content and its state; nothing here reads a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.activities import (
    checklist,
    choosing,
    kinds,
    revealing,
    rewriting,
    scenario_walk,
    self_assessing,
    sorting,
    spotting,
    surveying,
)
from lti_tool.activities.outcome import State
from lti_tool.activities.problems import Problem
from lti_tool.community.results import SurveyResult
from lti_tool.content.model.activities.kinds import Activity, Checklist, Rewrite, SelfAssessment, Sort
from lti_tool.content.model.activities.light import Moment, Reveal, Spot
from lti_tool.content.model.activities.scenario import Scenario
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.speaker import Speaker
from lti_tool.templating import translate

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActivityView:
    """One activity as its template shows it; `facts` are the kind's own, `carried` the state of a mere preview.

    `left` are the ids of the rows that a refused check asks about, in their order. What is neither tried nor skipped is
    open.
    """

    activity: Activity
    facts: Facts
    is_done: bool
    is_tried: bool = False
    is_skipped: bool = False
    problem: str = ""
    left: tuple[str, ...] = ()
    carried: str | None = None
    survey_result: SurveyResult | None = None
    has_bad_end: bool = False
    kind: str = "activity"

    @property
    def is_open(self) -> bool:
        """Whether it was neither tried nor skipped on purpose."""
        return not self.is_tried and not self.is_skipped


def view_of(activity: Activity, state: State, problem: Problem | None = None, **extras: Any) -> ActivityView:
    """Make the view of one activity; the words for its problem are chosen here."""
    left = _left(activity, state) if problem is Problem.GAPS else ()
    return ActivityView(
        activity=activity,
        facts=_FACTS[activity.kind](activity, state),
        is_done=kinds.is_done(activity, state),
        is_tried=kinds.is_tried(activity, state),
        problem=_in_words(problem, len(left)),
        left=left,
        has_bad_end=isinstance(activity, Scenario) and scenario_walk.ended_badly(activity, state),
        **extras,
    )


def _left(activity: Activity, state: State) -> tuple[str, ...]:
    """The rows of a sort or a self-assessment that nothing is chosen in."""
    if isinstance(activity, Sort):
        return tuple(row.entry.id for row in sorting.look_at_hand(activity, state) if row.chosen is None)
    if isinstance(activity, SelfAssessment):
        return tuple(row.statement.id for row in self_assessing.look(activity, state) if row.chosen is None)
    return ()


def _in_words(problem: Problem | None, left: int) -> str:
    """The problem in the page's language; of gaps it says how many there are."""
    if not left:
        return translate(problem.words) if problem else ""
    return ngettext(
        "%(num)d has no answer yet. It is marked; what you chose is kept.",
        "%(num)d have no answer yet. They are marked; what you chose is kept.",
        left,
    )


def _rewrite(_activity: Rewrite, state: State) -> Facts:
    return {
        "text": state.get("text", ""),
        "field": rewriting.in_the_field(state),
        "has_other_draft": rewriting.has_other_draft(state),
    }


def _sort(activity: Sort, state: State) -> Facts:
    rows = sorting.look_at_hand(activity, state)
    checked = [row for row in rows if row.is_right is not None]
    right = sum(row.is_right is True for row in checked)
    return {"rows": rows, "later": len(activity.entries) - len(rows), "checked": len(checked), "right": right}


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
        "weak": self_assessing.weak_ones(rows),
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


def _moment(activity: Moment, state: State) -> Facts:
    chosen = choosing.chosen(activity, state)
    mood = chosen.mood if chosen and chosen.mood else activity.mood
    return {
        "chosen": chosen,
        "offers": choosing.offers(activity),
        "speaker": Speaker(person=activity.person, mood=mood, name=activity.name),
        "is_back": chosen is None and choosing.is_done(activity, state),
    }


def _reveal(_activity: Reveal, state: State) -> Facts:
    return {"is_open": revealing.is_open(state)}


def _spot(activity: Spot, state: State) -> Facts:
    return {"seen": spotting.seen(activity, state)}


_FACTS: dict[str, Callable[[Any, State], Facts]] = {
    "checklist": _checklist,
    "moment": _moment,
    "reflection": _reflection,
    "reveal": _reveal,
    "rewrite": _rewrite,
    "scenario": _scenario,
    "self_assessment": _self_assessment,
    "sort": _sort,
    "spot": _spot,
    "survey": _survey,
}
