"""Which of several attempts is the grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.attempts.counting import counting_score, find_counting, find_passing, fraction_of
from lti_tool.placements.settings import Counting
from tests.support.clock import NOON

DECIMALS = 4  # what the column keeps
DENOMINATORS = (1, 2, 3, 4, 5, 6, 10, 15)  # what single items are marked in


@dataclass
class Try:
    """An attempt as counting sees it."""

    number: int
    points: float | None
    points_possible: int = 10
    submitted_at: datetime | None = NOON
    least_share: Fraction = Fraction(7, 10)

    @property
    def passed(self) -> bool:
        return self.submitted_at is not None and fraction_of(self) >= self.least_share

    @property
    def started_at(self) -> datetime:
        return NOON - timedelta(hours=self.number)


def tries_with(*points: float | None) -> list[Try]:
    return [
        Try(number, each, submitted_at=None if each is None else NOON + timedelta(minutes=number))
        for number, each in enumerate(points, start=1)
    ]


TRIES = st.lists(st.none() | st.integers(0, 40).map(lambda quarters: quarters / 4), max_size=8).map(
    lambda points: tries_with(*points)
)


def fractions(tries: list[Try]) -> list[Fraction]:
    return [Fraction(each.points) / 10 for each in tries if each.points is not None]


@given(TRIES, st.sampled_from(Counting))
def test_what_counts_lies_between_the_least_and_the_most(tries: list[Try], counting: Counting) -> None:
    found, earned = counting_score(tries, counting), fractions(tries)

    if not earned:
        assert found is None
    else:
        assert found is not None
        assert min(earned) <= found.fraction <= max(earned)


@given(TRIES)
def test_the_highest_is_at_least_any_other_way_of_counting(tries: list[Try]) -> None:
    scores = {counting: counting_score(tries, counting) for counting in Counting}

    for score in scores.values():
        assert score is None or score.fraction <= scores[Counting.HIGHEST].fraction


@given(TRIES, st.randoms(use_true_random=False), st.sampled_from(Counting))
def test_the_order_in_which_attempts_are_read_does_not_matter(tries: list[Try], chance, counting: Counting) -> None:
    mixed = list(tries)
    chance.shuffle(mixed)

    assert counting_score(mixed, counting) == counting_score(tries, counting)


@given(TRIES)
def test_the_average_is_the_exact_mean(tries: list[Try]) -> None:
    found, earned = counting_score(tries, Counting.AVERAGE), fractions(tries)

    assert (found.fraction if found else None) == (sum(earned) / len(earned) if earned else None)


@pytest.mark.parametrize(
    ("counting", "number", "tenths"),
    [(Counting.HIGHEST, 2, 9), (Counting.LATEST, 4, 9), (Counting.FIRST, 1, 4), (Counting.AVERAGE, 4, 7)],
)
def test_each_way_of_counting_finds_its_attempt(counting: Counting, number: int, tenths: int) -> None:
    tries = tries_with(4, 9, 6, 9, None)
    found, score = find_counting(tries, counting), counting_score(tries, counting)

    assert found is not None
    assert score is not None
    assert found.number == number
    assert score.fraction == Fraction(tenths, 10)
    assert (score.started_at, score.submitted_at) == (found.started_at, found.submitted_at)


def test_attempts_of_unlike_length_are_compared_by_their_share() -> None:
    short, long = Try(1, 4, points_possible=5), Try(2, 7, points_possible=10)

    assert find_counting([short, long]) is short


def test_open_attempts_never_count() -> None:
    assert find_counting(tries_with(None), Counting.LATEST) is None
    assert counting_score(tries_with(5, None), Counting.LATEST).fraction == Fraction(1, 2)


def test_an_attempt_that_asked_nothing_is_worth_nothing() -> None:
    assert fraction_of(Try(1, 0, points_possible=0)) == 0


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(DENOMINATORS)), min_size=1, max_size=24))
def test_a_score_reads_the_same_before_and_after_the_database_rounded_it(marks: list[tuple[int, int]]) -> None:
    """Else a later attempt would send the same grade again, off by a ten-thousandth."""
    exact = sum((Fraction(min(part, whole), whole) for part, whole in marks), Fraction(0))
    fresh, read = Try(1, float(exact), len(marks)), Try(1, round(float(exact), DECIMALS), len(marks))

    assert fraction_of(read) == fraction_of(fresh) == exact / len(marks)


@given(TRIES, st.sampled_from(Counting))
def test_the_score_that_counts_and_the_pass_never_contradict(tries: list[Try], counting: Counting) -> None:
    found = counting_score(tries, counting)

    assert (find_passing(tries, counting) is not None) == (found is not None and found.fraction >= Fraction(7, 10))


def test_a_pass_stays_one_though_another_attempt_has_more_points_and_fails_a_section() -> None:
    lopsided, passed = tries_with(9, 8)
    lopsided.least_share = Fraction(1)

    assert find_counting([lopsided, passed]) is lopsided
    assert find_passing([lopsided, passed]) is passed
