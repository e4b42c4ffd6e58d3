"""Walking through a story: points, ways back, and what would have been better."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.activities import scenario_walk
from lti_tool.activities.problems import Problem
from lti_tool.activities.scenario_walk import best_points_from, best_walk, walk
from lti_tool.content.model.activities.scenario import Scenario

ENDS = ("met", "partly", "not_yet")


@st.composite
def stories(draw: st.DrawFn) -> Scenario:
    """A sound story: choices lead only onward, so that every way ends."""
    length = draw(st.integers(1, 5))
    nodes: dict[str, Any] = {f"e{number}": {"end": end, "text": end} for number, end in enumerate(ENDS)}
    for number in range(length):
        onward = [f"n{later}" for later in range(number + 1, length)] + list(nodes)[:3]
        choices = [
            {
                "text": f"choice {index}",
                "to": draw(st.sampled_from(onward)),
                "points": draw(st.integers(0, 5)),
                "feedback": "because of this",
            }
            for index in range(draw(st.integers(2, 4)))
        ]
        nodes[f"n{number}"] = {"text": f"node {number}", "choices": choices}
    story = {"kind": "scenario", "id": "l.s", "local_id": "s", "title": "A story", "start": "n0", "max_points": 1}
    sound = Scenario.model_validate(story | {"nodes": nodes})
    return sound.model_copy(update={"max_points": max(1, sound.best_points)})


def choose(scenario: Scenario, state: Any, index: int) -> Any:
    here = walk(scenario, state)
    return scenario_walk.act(scenario, state, {"node": [here.node_id], "choice": [str(index)]}).state


@given(stories(), st.lists(st.integers(0, 3), max_size=12))
def test_points_stay_between_nothing_and_the_most_and_every_way_ends(story: Scenario, numbers: list[int]) -> None:
    state: Any = {}
    for number in [*numbers, *[0] * len(story.nodes)]:
        choices = walk(story, state).node.choices
        state = choose(story, state, number % len(choices)) if choices else state

    reached = walk(story, state)

    assert reached.is_over
    assert 0 <= reached.points <= story.best_points
    assert state["best"] == reached.points


@given(stories())
def test_the_best_way_earns_the_most_and_nothing_on_it_could_be_better(story: Scenario) -> None:
    best = best_walk(story)

    assert best.is_over
    assert best.points == story.best_points == best_points_from(story, story.start)
    assert best.is_best


@given(stories(), st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_a_better_choice_is_named_exactly_where_points_were_lost(story: Scenario, numbers: list[int]) -> None:
    state: Any = {}
    for number in numbers:
        choices = walk(story, state).node.choices
        state = choose(story, state, number % len(choices)) if choices else state

    taken = walk(story, state)

    assert taken.is_best == (taken.points + best_points_from(story, taken.node_id) == story.best_points)


@given(stories(), st.integers(0, 3))
def test_a_step_back_is_where_one_was(story: Scenario, number: int) -> None:
    before = choose(story, {}, 0)
    choices = walk(story, before).node.choices
    after = choose(story, before, number % len(choices)) if choices else before

    back = scenario_walk.act(story, after, {"do": ["back"]}).state

    assert walk(story, back) == walk(story, before if choices else {})


def test_starting_again_forgets_the_way_and_remembers_the_best(scenario: Scenario) -> None:
    ended = choose(scenario, choose(scenario, {}, 0), 0)

    again = scenario_walk.act(scenario, ended, {"do": ["restart"]}).state

    assert walk(scenario, again).steps == ()
    assert again["best"] == 4
    assert scenario_walk.is_done(scenario, again)


def test_a_choice_of_another_moment_is_refused_and_changes_nothing(scenario: Scenario) -> None:
    state = choose(scenario, {}, 0)

    for form in ({"node": ["n1"], "choice": ["0"]}, {"node": ["n2"], "choice": ["7"]}, {"choice": ["0"]}, {}):
        outcome = scenario_walk.act(scenario, state, form)

        assert outcome.problem is Problem.ELSEWHERE
        assert not outcome.is_kept
        assert outcome.state == state


def test_a_way_that_an_edit_closed_is_followed_as_far_as_it_goes(scenario: Scenario) -> None:
    for steps in ([["n1", 0], ["n9", 0]], [["n1", 0], ["n2", 5]], [["n1", 0], ["odd"]]):
        assert walk(scenario, {"steps": steps}).node_id == "n2"


def test_the_order_offered_is_always_the_same_and_holds_every_choice(scenario: Scenario) -> None:
    offers = scenario_walk.offers(walk(scenario, {}))

    assert offers == scenario_walk.offers(walk(scenario, {}))
    assert sorted(index for index, _ in offers) == [0, 1]
