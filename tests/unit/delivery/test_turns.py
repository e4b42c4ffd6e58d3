"""Few threads for many lanes: nobody is left out, and whoever hangs never takes them all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.delivery.executors.turns import SLOW_S, TURN_S, Turns
from lti_tool.delivery.tries.outcomes import Tally

ARRIVED, HUNG = Tally(delivered=[1]), Tally(later=[1])


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def finish(turns, lane_ids, tally):
    for lane_id in lane_ids:
        turns.end(lane_id, tally)


def test_lanes_that_wait_go_before_those_that_were_served():
    turns = Turns(2)
    first = turns.begin([1, 2, 3, 4, 5])
    finish(turns, first, ARRIVED)
    second = turns.begin([1, 2, 3, 4, 5])
    finish(turns, second, ARRIVED)

    assert (first, second, turns.begin([1, 2, 3, 4, 5])) == ([1, 2], [3, 4], [5, 1])


def test_lanes_that_hung_leave_a_quarter_of_the_threads_to_the_others_until_a_score_arrives():
    turns = Turns(8)
    finish(turns, turns.begin(range(8)), HUNG)

    assert len(turns.begin(range(8))) == 6
    assert not turns.is_wanted
    assert turns.begin([*range(8), 8, 9, 10]) == [8, 9]
    assert turns.is_wanted
    finish(turns, [8, 9, *range(6)], ARRIVED)
    assert len(turns.begin(range(8))) == 8


def test_a_lane_is_slow_by_what_a_score_takes(clock):
    turns = Turns(2, clock)
    for took_s in (SLOW_S, SLOW_S + 1):
        begun = turns.begin([1, 2])
        assert begun == [1, 2]
        clock.now += took_s
        finish(turns, begun, ARRIVED)

    assert turns.begin([1, 2]) == [1]


def test_a_turn_ends_once_it_was_long_and_somebody_waits(clock):
    turns = Turns(1, clock)
    turns.begin([1])
    clock.now = 10 * TURN_S
    assert not turns.is_over(1)
    assert turns.begin([2]) == []

    assert turns.is_over(1)


def test_connections_are_lent_from_what_nobody_waits_for():
    turns = Turns(8)
    turns.begin([1])
    lent = [turns.lend() for _ in range(8)]
    assert lent == [True] * 5 + [False] * 3
    assert turns.begin([2, 3, 4]) == [2, 3]
    assert turns.is_wanted
    for _ in range(5):
        turns.give_back()
    assert not turns.lend()

    assert turns.begin([4]) == [4]


@given(
    threads=st.integers(1, 12),
    rounds=st.lists(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30), max_size=30),
)
def test_there_are_never_more_at_once_than_threads(threads, rounds):
    turns, running, lent = Turns(threads), [], 0
    for steps in rounds:
        running += turns.begin({lane_id for lane_id, _ in steps})
        lent += turns.lend()
        assert len(running) + lent <= threads
        assert len(running) == len(set(running))
        for lane_id, hung in steps:
            if lane_id in running:
                running.remove(lane_id)
                turns.end(lane_id, HUNG if hung else ARRIVED)
