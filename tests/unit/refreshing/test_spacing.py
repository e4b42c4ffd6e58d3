"""When a finished module comes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.refreshing.spacing import INTERVALS, Outcome, due_at, span_of

DONE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def weeks(count: float) -> timedelta:
    return timedelta(weeks=count)


def test_right_answers_lead_to_1_3_8_and_20_weeks_and_on_by_20() -> None:
    outcomes: list[Outcome] = []
    waited, last = [], DONE
    for _round in range(5):
        due = due_at(DONE, outcomes)
        waited.append((due - last).days // 7)
        outcomes.append(Outcome(due, is_right=True))
        last = due

    assert waited == [1, 3, 8, 20, 20]


def test_a_miss_comes_again_in_a_week_and_begins_anew() -> None:
    right, missed = Outcome(DONE + weeks(1), is_right=True), Outcome(DONE + weeks(5), is_right=False)
    assert due_at(DONE, [right, missed]) == DONE + weeks(6)
    assert due_at(DONE, [right, missed, Outcome(DONE + weeks(6), is_right=True)]) == DONE + weeks(9)


def test_whoever_is_early_waits_the_same_interval_again() -> None:
    assert due_at(DONE, [Outcome(DONE + weeks(0.5), is_right=True)]) == DONE + weeks(1.5)


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=8))
def test_it_is_always_due_again_within_1_to_20_weeks_of_the_last_answer(answers: list[tuple[float, bool]]) -> None:
    outcomes = [Outcome(DONE + weeks(when), is_right) for when, is_right in answers]
    last = max((each.at for each in outcomes), default=DONE)
    assert last + INTERVALS[0] <= due_at(DONE, outcomes) <= last + INTERVALS[-1]
    assert due_at(DONE, outcomes) == due_at(DONE, sorted(outcomes, key=lambda each: each.at))


def test_spans_count_from_the_finish() -> None:
    assert [span_of(DONE, DONE + weeks(count)) for count in (0, 1, 2.9, 3, 8, 19, 20, 99)] == [0, 1, 1, 2, 3, 3, 4, 4]
