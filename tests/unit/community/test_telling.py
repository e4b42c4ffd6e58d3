"""Whoever adds and subtracts what is told of a course and of its branches always has whole batches left."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.community.results import OptionCount, summarise
from lti_tool.community.telling import Batch, next_batches
from tests.unit.community.test_survey_steps import survey

BRANCHES = st.sampled_from([None, 1, 2, 3])


def told_over_time(branches: list[int | None], size: int) -> tuple[list[Batch], list[tuple[str, int | None]]]:
    """What is told as people of these branches answer one after the other, and who waits at the end."""
    told: list[Batch] = []
    waiting: list[tuple[str, int | None]] = []
    for number, branch in enumerate(branches):
        waiting.append((f"{number * 7919 % 1009:04}", branch))
        for batch in next_batches(waiting, size, is_first=not told):
            told.append(batch)
            waiting = [each for each in waiting if each[0] not in batch.keys]
    return told, waiting


@given(st.integers(5, 7), st.lists(BRANCHES, max_size=60))
def test_everything_is_told_once_in_whole_batches_of_one_branch_or_of_none(
    size: int, branches: list[int | None]
) -> None:
    told, waiting = told_over_time(branches, size)
    keys = [key for batch in told for key in batch.keys]

    assert len(keys) == len(set(keys)) == len(branches) - len(waiting)
    assert all(len(batch.keys) % size == 0 and batch.keys for batch in told)
    assert len(waiting) < 4 * size
    of_branch = {f"{number * 7919 % 1009:04}": branch for number, branch in enumerate(branches)}
    assert all({of_branch[key] for key in batch.keys} == {batch.branch_id} for batch in told if batch.branch_id)


@given(st.integers(5, 7), st.lists(BRANCHES, min_size=5, max_size=60))
def test_the_first_batch_waits_for_no_branch(size: int, branches: list[int | None]) -> None:
    told, _ = told_over_time(branches[:size], size)

    assert len(told) == (1 if len(branches) >= size else 0)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=3))
def test_no_branch_is_told_exactly_by_what_is_told_of_the_others(chose: list[int]) -> None:
    """Branches of ten each: whichever fits all that is told, no count of a branch is left alone."""
    asked = survey(5)
    option = asked.fields[0].options[0].id

    def told(count: int, of: int) -> OptionCount:
        answers = [{"given": {"barrier": [option] if each < count else []}, "shared": []} for each in range(of)]
        return summarise(asked, answers).fields[0].counts[0]

    def fits(counts: tuple[int, ...]) -> bool:
        alone = all(told(each, 10) == told(mine, 10) for each, mine in zip(counts, chose, strict=True))
        return alone and told(sum(counts), 10 * len(chose)) == told(sum(chose), 10 * len(chose))

    ways = [counts for counts in _all_counts(len(chose)) if fits(counts)]
    for place in range(len(chose)):
        assert len({way[place] for way in ways}) > 1
    for one, other in combinations(range(len(chose)), 2):
        assert len({way[one] + way[other] for way in ways}) > 1 or len(chose) == 2


def _all_counts(branches: int) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for _ in range(branches):
        found = [(*each, count) for each in found for count in range(11)]
    return found
