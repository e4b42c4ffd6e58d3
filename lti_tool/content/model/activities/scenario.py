"""A branching scenario: a graph of decisions, each choice with points, and several endings."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.activities.facts import ActivityFacts, LocalId
from lti_tool.content.model.fields import Text, Title, Version
from lti_tool.content.model.record import Breach, Record
from lti_tool.content.model.speaker import Speaker

Ending = Literal["met", "partly", "not_yet"]
Points = Annotated[int, Field(ge=0, le=20)]


class ScenarioChoice(Record):
    """What one can do at a node, where it leads, and what it is worth."""

    text: Text
    to: LocalId
    points: Points
    feedback: Text


class ScenarioNode(Speaker):
    """A moment to decide in, or, with `end`, how it came out; `person` is whoever is seen in it."""

    text: Text
    choices: Annotated[tuple[ScenarioChoice, ...], Field(max_length=4)] = ()
    end: Ending | None = None

    @model_validator(mode="after")
    def _decides_or_ends(self) -> ScenarioNode:
        if self.end is not None and self.choices:
            raise Breach("a node with an end has no choices", "remove one of the two")
        if self.end is None and not self.choices:
            raise Breach("a node has neither choices nor an end", "give it two to four choices, or an end")
        if len(self.choices) == 1:
            raise Breach("there is only one choice", "give it two to four choices")
        return self


class ScenarioGraph(Record):
    """The story itself, as its file writes it."""

    title: Title
    intro: Text | None = None
    start: LocalId
    max_points: Annotated[int, Field(ge=1, le=100)]
    nodes: Annotated[dict[LocalId, ScenarioNode], Field(max_length=100)]
    debrief: Text | None = None

    @cached_property
    def best_path(self) -> tuple[tuple[str, int], ...]:
        """The (node id, choice index) steps from the start that earn most; ends where no choice is left.

        Of two equal ways the shorter, then the first. The graph must be sound: without circles and dead ends.
        """
        return _best_from(self, self.start, {})[1]

    @property
    def best_points(self) -> int:
        """The points that the best path earns."""
        return sum(self.nodes[node].choices[index].points for node, index in self.best_path)


class ScenarioFile(ScenarioGraph):
    """A file of scenarios/."""

    version: Version = 1


class Scenario(ActivityFacts, ScenarioGraph):
    """A scenario where a lesson has it."""

    kind: Literal["scenario"]


Path = tuple[tuple[str, int], ...]


def _best_from(graph: ScenarioGraph, node_id: str, known: dict[str, tuple[int, Path]]) -> tuple[int, Path]:
    if node_id not in known:
        best: tuple[int, Path] = (0, ())
        for index, choice in enumerate(graph.nodes[node_id].choices):
            points, rest = _best_from(graph, choice.to, known)
            way = (points + choice.points, ((node_id, index), *rest))
            if index == 0 or (way[0], -len(way[1])) > (best[0], -len(best[1])):
                best = way
        known[node_id] = best
    return known[node_id]
