"""Whether a scenario can be played: every choice leads on, nothing is out of reach, no way goes round for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlPath, YamlSource


class GraphFault(NamedTuple):
    """What is wrong at a path of the file."""

    path: YamlPath
    message: str
    remedy: str


def graph_problems(scenario: ScenarioFile, source: YamlSource) -> Iterator[Problem]:
    """Yield what makes the graph unplayable; the later rules need the earlier ones to hold."""
    for rule in (_dangling, _circles, _unreachable, _few_endings, _points):
        faults = list(rule(scenario))
        for fault in faults:
            where = f"node {fault.path[1]}" if len(fault.path) > 1 else ""
            yield Problem("error", source.file, source.line(fault.path), where, fault.message, fault.remedy)
        if faults:
            return


def _dangling(scenario: ScenarioFile) -> Iterator[GraphFault]:
    if scenario.start not in scenario.nodes:
        yield GraphFault(("start",), f"there is no node {scenario.start} to start at", "name one of the nodes")
    for node_id, node in scenario.nodes.items():
        for index, choice in enumerate(node.choices):
            if choice.to not in scenario.nodes:
                path: YamlPath = ("nodes", node_id, "choices", index, "to")
                message = f"choice {index + 1} leads to {choice.to}, which is not there"
                yield GraphFault(path, message, "add the node, or mend to")


def _circles(scenario: ScenarioFile) -> Iterator[GraphFault]:
    # Peel off, again and again, the nodes whose choices all lead to peeled ones: what is left goes round.
    left = dict(scenario.nodes)
    while peeled := [name for name, node in left.items() if not any(choice.to in left for choice in node.choices)]:
        for name in peeled:
            del left[name]
    going_round = [name for name in left if _comes_back(scenario, name)]
    if going_round:
        message = f"one can go round for ever ({', '.join(going_round)})"
        yield GraphFault(("nodes", going_round[0]), message, "lead one of the choices onward to an ending")


def _comes_back(scenario: ScenarioFile, start: str) -> bool:
    return start in _reached(scenario, [choice.to for choice in scenario.nodes[start].choices])


def _reached(scenario: ScenarioFile, names: list[str]) -> set[str]:
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            names.extend(choice.to for choice in scenario.nodes[name].choices)
    return seen


def _unreachable(scenario: ScenarioFile) -> Iterator[GraphFault]:
    reached = _reached(scenario, [scenario.start])
    for name in scenario.nodes:
        if name not in reached:
            yield GraphFault(("nodes", name), "no choice leads here", "lead a choice to it, or remove it")


def _few_endings(scenario: ScenarioFile) -> Iterator[GraphFault]:
    endings = [name for name, node in scenario.nodes.items() if node.end]
    if len(endings) < 2:
        count = "is only one ending" if endings else "is no ending"
        yield GraphFault(("nodes",), f"there {count}", "let the choices lead to at least two endings")


def _points(scenario: ScenarioFile) -> Iterator[GraphFault]:
    best = scenario.best_points
    if best != scenario.max_points:
        message = f"max_points is {scenario.max_points} but the best way earns {best}"
        yield GraphFault(("max_points",), message, f"write {best}, or mend the points of the choices")
