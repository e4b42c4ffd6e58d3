"""A scenario's graph can be played, whatever one chooses, and its best path is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content import load_catalogue
from lti_tool.content.model import Scenario
from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.source.lessons.story_graph import graph_problems
from lti_tool.content.source.text.yaml import YamlSource
from lti_tool.quizzes.bank_check import check_content
from tests.support.authored import SCENARIO

FILE = "modules/tiny/scenarios/closing-time.yaml"
BLOCK = ':::scenario id="closing" src="closing-time"\n:::\n'


@pytest.fixture
def scenario_tree(tree: Any) -> Any:
    tree.write(FILE, SCENARIO)
    tree.add_to_lesson(BLOCK)
    return tree


def test_a_lesson_has_the_whole_scenario(scenario_tree: Any):
    scenario = load_catalogue(scenario_tree.root).modules[0].lessons[0].activity("closing")

    assert isinstance(scenario, Scenario)
    assert (scenario.id, scenario.title, scenario.start) == ("tiny.l1.closing", "At closing time", "n1")
    assert scenario.nodes["n1"].choices[0].to == "n2"
    assert scenario.nodes["mixed"].end == "partly"
    assert scenario.debrief == "Ask before you answer."


def test_the_best_path_is_the_one_that_earns_most(scenario_tree: Any):
    scenario = load_catalogue(scenario_tree.root).modules[0].lessons[0].activity("closing")

    assert scenario.best_path == (("n1", 0), ("n2", 0))
    assert scenario.best_points == scenario.max_points == 3


GRAPH_FAULTS = [
    ('start: "n1"', 'start: "n0"', 3, "there is no node n0 to start at"),
    ('to: "mixed"', 'to: "limbo"', 15, "node n2: choice 2 leads to limbo, which is not there"),
    ('to: "mixed"', 'to: "n1"', 6, "node n1: one can go round for ever (n1, n2)"),
    ('to: "mixed"', 'to: "n2"', 11, "node n2: one can go round for ever (n2)"),
    ('to: "mixed"', 'to: "good"', 17, "node mixed: no choice leads here"),
    ("max_points: 3", "max_points: 4", 4, "max_points is 4 but the best way earns 3; write 3"),
    ("points: 2", "points: 0", 4, "max_points is 3 but the best way earns 1"),
    (
        ', points: 2, feedback: "You looked for the need first."',
        ", points: 2",
        9,
        'node n1, choice 1: "feedback" is missing',
    ),
    ("points: 2", "points: -1", 9, '"points" cannot be "-1"; write 0 or more'),
    ('{end: "met", text', "{text", 16, "node good: a node has neither choices nor an end"),
    ('end: "met"', 'end: "won"', 16, 'node good: "end" cannot be "won"; write one of met'),
    ('title: "At closing time"\n', "", 1, '"title" is missing'),
    ("You leave late.", "You leave <b> late.", 17, "node mixed: raw HTML is not allowed"),
    ("  good:", "  Good One:", 16, '"Good One" is not a name that can stand here; use small letters'),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), GRAPH_FAULTS)
def test_a_scenario_that_cannot_be_played_is_explained(scenario_tree: Any, old: str, new: str, line: int, words: str):
    scenario_tree.edit(FILE, old, new)

    found = scenario_tree.problems()

    assert any(text.startswith(f"{FILE}:{line}: error: ") and words in text for text in found), found


def test_a_scenario_has_at_least_two_endings(scenario_tree: Any):
    text = SCENARIO.replace('to: "poor"', 'to: "good"').replace('to: "mixed"', 'to: "good"')
    scenario_tree.write(
        FILE, "\n".join(line for line in text.split("\n") if "mixed:" not in line and "poor:" not in line)
    )

    assert f"{FILE}:5: error: there is only one ending" in scenario_tree.only_problem()


def test_a_node_has_two_to_four_choices(scenario_tree: Any):
    line = '    - {text: "Let her stay on alone.", to: "mixed", points: 0, feedback: "It is kind, but it is unsafe."}\n'
    scenario_tree.edit(FILE, line, "")

    assert any("node n2: there is only one choice" in text for text in scenario_tree.problems())


def test_a_scenario_has_at_most_a_hundred_nodes(scenario_tree: Any):
    more = "".join(f'  x{n}: {{end: "met", text: "x"}}\n' for n in range(100))
    scenario_tree.edit(FILE, "debrief:", more + "debrief:")

    assert '"nodes" is too long; keep at most 100' in scenario_tree.only_problem()


def test_a_broken_scenario_is_not_also_called_missing(scenario_tree: Any):
    scenario_tree.edit(FILE, "max_points: 3", "max_points: 4")

    assert scenario_tree.only_problem().startswith(FILE)


def test_two_choices_of_a_node_say_different_things(scenario_tree: Any):
    scenario_tree.edit(FILE, "Say that we close at nine.", "ask what is left to do")

    (problem,) = check_content(scenario_tree.root)

    assert str(problem).startswith(f"{FILE}:10: error: node n1, choice 2: says the same as number 1")


@st.composite
def playable(draw: st.DrawFn) -> ScenarioFile:
    """A random graph whose choices lead only forward, ending in two endings."""
    count = draw(st.integers(1, 6))
    names = [f"n{index}" for index in range(count)] + ["good", "poor"]
    nodes: dict[str, Any] = {name: {"text": "x", "end": "met"} for name in ("good", "poor")}
    for index in range(count):
        targets = draw(st.lists(st.sampled_from(names[index + 1 :]), min_size=2, max_size=4))
        nodes[names[index]] = {
            "text": "x",
            "choices": [
                {"text": "x", "to": target, "points": draw(st.integers(0, 5)), "feedback": "x"} for target in targets
            ],
        }
    return ScenarioFile.model_validate({"title": "x", "start": "n0", "max_points": 1, "nodes": nodes})


def all_points(scenario: ScenarioFile, node: str) -> list[int]:
    choices = scenario.nodes[node].choices
    if not choices:
        return [0]
    return [choice.points + rest for choice in choices for rest in all_points(scenario, choice.to)]


@given(scenario=playable())
def test_no_way_through_earns_more_than_the_best_path(scenario: ScenarioFile):
    assert scenario.best_points == max(all_points(scenario, "n0"))
    node = scenario.start
    for name, index in scenario.best_path:
        assert name == node
        node = scenario.nodes[name].choices[index].to
    assert scenario.nodes[node].end


@given(scenario=playable(), back=st.integers(0, 5))
def test_a_way_back_is_always_found(scenario: ScenarioFile, back: int):
    names = [name for name, node in scenario.nodes.items() if not node.end]
    data = scenario.model_dump()
    data["nodes"][names[back % len(names)]]["choices"][0]["to"] = names[back % len(names)]
    looped = ScenarioFile.model_validate(data)

    messages = [str(problem) for problem in graph_problems(looped, YamlSource("file", {}, {}))]

    assert any("one can go round for ever" in message for message in messages)
