"""Facility and correlation against the textbook, and flags where they are due."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.competencies.item_statistics import ENOUGH, Flag, Sums, facility, find_flags, item_rest_correlation

PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 540)), min_size=ENOUGH, max_size=60)


def summed(pairs: Sequence[tuple[int, int]], **more: int) -> Sums:
    return Sums(
        responses=len(pairs),
        sum_x=sum(x for x, _y in pairs),
        sum_xx=sum(x * x for x, _y in pairs),
        sum_y=sum(y for _x, y in pairs),
        sum_yy=sum(y * y for _x, y in pairs),
        sum_xy=sum(x * y for x, y in pairs),
        **more,
    )


@given(PAIRS)
def test_the_correlation_is_pearsons(pairs: list[tuple[int, int]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    found = item_rest_correlation(summed(pairs))

    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(statistics.correlation(xs, ys), abs=1e-6)


@given(PAIRS)
def test_facility_is_the_share_of_the_points(pairs: list[tuple[int, int]]) -> None:
    assert facility(summed(pairs)) == pytest.approx(statistics.mean(x / 60 for x, _y in pairs))


def test_there_is_no_correlation_below_thirty_answers() -> None:
    pairs = [(60 * (n % 2), 60 * (n % 3)) for n in range(ENOUGH - 1)]

    assert item_rest_correlation(summed(pairs)) is None
    assert find_flags(summed(pairs), {}, (), ()) == [Flag.TOO_FEW]


GOOD = [(60, 500)] * 20 + [(0, 100)] * 12


@pytest.mark.parametrize(
    ("sums", "chosen", "flags"),
    [
        (summed(GOOD), {"a": 20, "b": 6, "c": 6}, []),
        (summed([(60, 100)] * 20 + [(0, 500)] * 12), {"a": 20, "b": 6, "c": 6}, [Flag.CHECK_KEY]),
        (summed([(60, 500)] * 9 + [(0, 100)] * 23), {"a": 9, "b": 15, "c": 8}, [Flag.HARD, Flag.DISTRACTOR_WINS]),
        (summed([(60, 500)] * 32), {"a": 32}, [Flag.EASY, Flag.DISTRACTOR_DEAD]),
        (summed(GOOD, unanswered=4), {"a": 20, "b": 4, "c": 4}, [Flag.UNANSWERED]),
        (summed(GOOD, confident_wrong=7), {"a": 20, "b": 6, "c": 6}, [Flag.CONFIDENT_ERRORS]),
    ],
)
def test_what_is_worth_a_look(sums: Sums, chosen: dict[str, int], flags: list[Flag]) -> None:
    assert find_flags(sums, chosen, {"a"}, {"a", "b", "c"}) == flags
