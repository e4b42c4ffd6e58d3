from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.grades.backoff import (
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

    if tries >= patience.tries:
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


@pytest.mark.parametrize(
    ("patience", "least", "most"),
    [(OUTAGE, timedelta(days=2), timedelta(days=5)), (SERVER_ERROR, timedelta(hours=2), timedelta(hours=8))],
)
def test_we_give_up_after_days_of_outage_and_hours_of_errors(patience, least, most):
    waits = [next_delay(patience, tries, pick=lambda low, high: (low + high) / 2) for tries in range(1, patience.tries)]

    assert least <= sum(waits, timedelta()) <= most
