"""A grade is the link's policy over what was done in the newest term in which anything was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.attempts.models import Attempt
from lti_tool.grading.policy import Parts, Reading, grade_of, grade_of_terms
from lti_tool.placements.course_terms import term_of
from lti_tool.placements.settings import Counting, GradedBy, QuizSettings

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 40)
SETTINGS = st.builds(
    QuizSettings,
    counting=st.sampled_from(Counting),
    graded_by=st.sampled_from(GradedBy),
    completion_percent=st.integers(1, 99),
)


def day(number: int) -> datetime:
    return DAY_0 + timedelta(days=number)


def tries(days: list[int], points: list[int]) -> list[Attempt]:
    return [
        Attempt(
            number=number,
            kind="module",
            started_at=day(at),
            submitted_at=day(at) + timedelta(hours=1),
            points=earned,
            points_possible=10,
            passed=earned >= 7,
            pass_share="7/10",
            drawn=[],
        )
        for number, (at, earned) in enumerate(zip(sorted(days), points, strict=False), start=1)
    ]


@given(
    SETTINGS,
    st.lists(DAYS, max_size=6),
    st.lists(st.integers(0, 10), min_size=6, max_size=6),
    st.lists(DAYS, max_size=3, unique=True),
    st.dictionaries(st.integers(0, 3), st.integers(1, 4)),
)
def test_a_grade_is_the_policy_over_the_newest_term_alone(
    settings: QuizSettings, days: list[int], points: list[int], begun: list[int], read: dict[int, int]
) -> None:
    starts, parts, all_tries = [day(each) for each in sorted(begun)], Parts(lessons=4), tries(days, points)
    readings = {
        term: Reading(done, DAY_0, DAY_0) for term, done in read.items() if settings.graded_by != GradedBy.SCORE
    }

    grade = grade_of_terms(settings, parts, all_tries, readings, starts)

    graded = {
        term: found
        for term in range(5)
        if (
            found := grade_of(
                settings,
                parts,
                [each for each in all_tries if term_of(each.started_at, starts) == term],
                readings.get(term, Reading()),
            )
        )
    }
    assert grade == (graded[max(graded)] if graded else None)


@given(st.lists(DAYS, min_size=1, max_size=6), st.lists(DAYS, max_size=3, unique=True))
def test_terms_follow_one_another_and_a_moment_lies_in_one(days: list[int], begun: list[int]) -> None:
    starts = [day(each) for each in sorted(begun)]
    for each in days:
        term = term_of(day(each), starts)
        assert term == 0 or starts[term - 1] <= day(each)
        assert term == len(starts) or day(each) < starts[term]


def test_without_terms_nothing_changes() -> None:
    settings, mine = QuizSettings(), tries([1, 2], [9, 3])
    parts = cast(Any, Parts(0, True))
    assert grade_of_terms(settings, parts, mine, {}, ()) == grade_of(settings, parts, mine)
