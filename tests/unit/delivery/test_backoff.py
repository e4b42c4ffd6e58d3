from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.delivery.tries.backoff import (
    CONFLICT,
    LONGEST_DELAY_S,
    OUTAGE,
    SERVER_ERROR,
    SHORTEST_DELAY_S,
    next_delay,
)

patiences = st.sampled_from([OUTAGE, SERVER_ERROR, CONFLICT])


def longest(_low, high):
    return high


@given(patiences, st.integers(1, 200), st.floats(0, 1))
def test_a_wait_is_within_its_bounds_or_it_was_the_last(patience, tries, chance):
    delay = next_delay(patience, tries, pick=lambda low, high: low + chance * (high - low))

    if patience.tries is not None and tries >= patience.tries:
        assert delay is None
    else:
        assert timedelta(seconds=SHORTEST_DELAY_S) <= delay <= timedelta(seconds=LONGEST_DELAY_S)


@given(patiences, st.integers(1, 10))
def test_waits_never_shrink_but_by_chance(patience, tries):
    assert next_delay(patience, tries, pick=longest) <= next_delay(patience, tries + 1, pick=longest)


@given(patiences, st.integers(1, 11), st.floats(0.1, 86_400))
def test_a_platforms_retry_after_is_never_undercut(patience, tries, seconds):
    retry_after = timedelta(seconds=seconds)

    assert next_delay(patience, tries, retry_after) >= retry_after


def test_we_give_up_after_hours_of_errors_and_never_in_an_outage():
    waits = [next_delay(SERVER_ERROR, tries, pick=lambda low, high: (low + high) / 2) for tries in range(1, 12)]

    assert timedelta(hours=2) <= sum(waits, timedelta()) <= timedelta(hours=8)
    assert next_delay(SERVER_ERROR, 12) is None
    assert next_delay(OUTAGE, 10_000) <= timedelta(minutes=5)
