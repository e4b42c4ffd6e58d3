"""Walking through a branching scenario: choice by choice, back a step, and looking back at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lti_tool.activities.outcome import ANSWERED_BADLY, Form, Outcome, State, asked_for, first
from lti_tool.activities.problems import Problem
from lti_tool.content.model.activities.scenario import Scenario, ScenarioChoice, ScenarioNode
from lti_tool.content.model.record import sha256_hex

BACK, RESTART = "back", "restart"


@dataclass(frozen=True, slots=True)
class Step:
    """A choice made at a node; `better` is what would have led further, where something would."""

    node_id: str
    choice_index: int
    node: ScenarioNode
    choice: ScenarioChoice
    better: ScenarioChoice | None


@dataclass(frozen=True, slots=True)
class Walk:
    """The way so far, and where it has led."""

    steps: tuple[Step, ...]
    node_id: str
    node: ScenarioNode

    @property
    def points(self) -> int:
        """What the choices so far earned."""
        return sum(step.choice.points for step in self.steps)

    @property
    def is_over(self) -> bool:
        """Whether the story has ended."""
        return self.node.end is not None

    @property
    def is_best(self) -> bool:
        """Whether no choice could have led further."""
        return all(step.better is None for step in self.steps)


def act(scenario: Scenario, state: State, form: Form) -> Outcome:
    """Choose, go back one step, or start again."""
    taken = walk(scenario, state)
    if asked_for(form) == RESTART:
        return Outcome(_keep(state, ()))
    if asked_for(form) == BACK:
        return Outcome(_keep(state, taken.steps[:-1]))
    index = first(form, "choice")
    offered = {str(number): number for number in range(len(taken.node.choices))}
    if first(form, "node") != taken.node_id or index not in offered:
        return Outcome(state, Problem.ELSEWHERE, is_kept=False, status=ANSWERED_BADLY)
    return Outcome(_end_with(scenario, state, [*_pairs(taken.steps), (taken.node_id, offered[index])]))


def walk(scenario: Scenario, state: State) -> Walk:
    """Follow the kept choices from the start, as far as the story still offers them."""
    node_id, steps = scenario.start, []
    for kept_node, index in _kept(state):
        choices = scenario.nodes[node_id].choices
        if kept_node != node_id or index not in range(len(choices)):
            break
        steps.append(_step(scenario, node_id, index))
        node_id = choices[index].to
    return Walk(tuple(steps), node_id, scenario.nodes[node_id])


def offers(walked: Walk) -> list[tuple[int, ScenarioChoice]]:
    """The open choices with their numbers, always in one order that does not reveal which the author wrote first."""
    return sorted(enumerate(walked.node.choices), key=lambda offer: sha256_hex(offer[1].text))


def best_walk(scenario: Scenario) -> Walk:
    """The way that earns most."""
    return walk(scenario, {"steps": scenario.best_path})


def best_points_from(scenario: Scenario, node_id: str) -> int:
    """The most that can still be earned from a node on."""
    choices = scenario.nodes[node_id].choices
    return max((choice.points + best_points_from(scenario, choice.to) for choice in choices), default=0)


def is_done(scenario: Scenario, state: State) -> bool:
    """Whether the story was followed to an end, now or before."""
    return "best" in state or walk(scenario, state).is_over


def is_begun(scenario: Scenario, state: State) -> bool:
    """Whether a first choice was made."""
    return bool(walk(scenario, state).steps)


def ended_badly(scenario: Scenario, state: State) -> bool:
    """Whether the story stands at an end where the need was not met."""
    return walk(scenario, state).node.end in ("partly", "not_yet")


def _step(scenario: Scenario, node_id: str, index: int) -> Step:
    node = scenario.nodes[node_id]
    promises = [choice.points + best_points_from(scenario, choice.to) for choice in node.choices]
    best = promises.index(max(promises))
    better = node.choices[best] if promises[best] > promises[index] else None
    return Step(node_id, index, node, node.choices[index], better)


def _end_with(scenario: Scenario, state: State, pairs: list[tuple[str, int]]) -> State:
    """The state after a choice; an ending is remembered by the most points that any reached."""
    moved = {**state, "steps": [list(pair) for pair in pairs]}
    taken = walk(scenario, moved)
    return moved | {"best": max(taken.points, _best_in(state))} if taken.is_over else moved


def _best_in(state: State) -> int:
    best = state.get("best")
    return best if isinstance(best, int) else 0


def _keep(state: State, steps: Iterable[Step]) -> State:
    return {**state, "steps": [list(pair) for pair in _pairs(steps)]}


def _pairs(steps: Iterable[Step]) -> list[tuple[str, int]]:
    return [(step.node_id, step.choice_index) for step in steps]


def _kept(state: State) -> Iterable[tuple[object, int]]:
    steps = state.get("steps", ())
    return ((step[0], step[1]) for step in steps if len(step) == 2 and isinstance(step[1], int))
