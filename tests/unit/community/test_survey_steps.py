"""Whoever reads a survey's results after every answer, and subtracts, never knows how many of some chose what."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.community.results import OptionCount, summarise
from lti_tool.content.model.activities.survey import Survey

Answers = list[dict[str, Any]]


def survey(step: int, **question: object) -> Survey:
    question = {"id": "barrier", "type": "multi", "label": "What?", "options": ["cost", "time"]} | question
    facts = {"kind": "survey", "id": "l.s", "local_id": "s", "title": "A survey", "min_group": step}
    return Survey.model_validate(facts | {"fields": [question]})


def batches(asked: Survey, chose: list[bool]) -> list[tuple[int, OptionCount]]:
    """What is told after each batch: of how many, and how many of them chose the first option."""
    option, step = asked.fields[0].options[0].id, asked.min_group
    answers: Answers = [{"given": {"barrier": [option] if each else []}, "shared": []} for each in chose]
    told = [summarise(asked, answers[:size]) for size in range(2 * step, len(answers) + 1, step)]
    return [(each.answered, each.fields[0].counts[0]) for each in told]


def possible(told: list[tuple[int, OptionCount]], start: int) -> list[set[int]]:
    """The counts at each batch that lead to what was told later, if `start` chose it at the first one."""
    found = [{start}]
    for (answered, _), (now, count) in pairwise(told):
        most = now if count.most is None else count.most
        steps = range(now - answered + 1)
        found.append({one + more for one in found[-1] for more in steps if count.least <= one + more <= most})
    return found


@given(st.integers(5, 7), st.lists(st.booleans(), min_size=10, max_size=45))
def test_no_batch_is_ever_told_exactly(step: int, chose: list[bool]) -> None:
    told = batches(survey(step), chose)
    for first in range(len(told)):
        answered, count = told[first]
        most = answered if count.most is None else count.most
        ends = [(start, possible(told[first:], start)) for start in range(count.least, most + 1)]
        starts = [(start, found) for start, found in ends if found[-1]]
        assert len(starts) > 1
        for later in range(1, len(told) - first):
            assert len({end - start for start, found in starts for end in found[later]}) > 1


@given(st.integers(5, 7), st.integers(1, 6), st.booleans())
def test_all_or_none_are_told_as_a_range(step: int, many: int, chose: bool) -> None:
    for answered, count in batches(survey(step), [chose] * step * many):
        assert count == (OptionCount("cost", answered - step, None) if chose else OptionCount("cost", 0, step - 1))


Counts = tuple[int, ...]
BATCH = 5
OPTIONS = ["cost", "time", "habit"]


@cache
def shared_out(many: int, options: int) -> list[Counts]:
    """The ways in which so many people choose one option each."""
    if options == 1:
        return [(many,)]
    return [(one, *rest) for one in range(many + 1) for rest in shared_out(many - one, options - 1)]


@given(st.integers(2, 3), st.data())
def test_what_was_chosen_most_never_tells_a_batch(options: int, data: st.DataObject) -> None:
    asked = survey(BATCH, type="single", required=True, options=OPTIONS[:options])
    news = data.draw(st.lists(st.sampled_from(shared_out(BATCH, options)), min_size=2, max_size=5))
    said = [most_chosen(asked, news[:size]) for size in range(2, len(news) + 1)]

    worlds = {counts for counts in shared_out(2 * BATCH, options) if first_of(counts) == said[0]}
    for option in said[1:]:
        pairs = itertools.product(worlds, shared_out(BATCH, options))
        steps = {(old, new) for old, new in pairs if first_of(add(old, new)) == option}
        assert_each_may_differ(new for _old, new in steps)
        worlds = {add(old, new) for old, new in steps}
    assert_each_may_differ(worlds)


def assert_each_may_differ(possible: Iterable[tuple[int, ...]]) -> None:
    """Of no option is it known how many chose it."""
    assert all(len(set(counts)) > 1 for counts in zip(*possible, strict=True))


def most_chosen(asked: Survey, news: list[Counts]) -> int:
    """Which option the results name."""
    options = asked.fields[0].options
    counts = [sum(each) for each in zip(*news, strict=True)]
    chose = [option.id for option, count in zip(options, counts, strict=True) for _ in range(count)]
    answers: Answers = [{"given": {"barrier": [each]}, "shared": []} for each in chose]
    return [option.text for option in options].index(summarise(asked, answers).fields[0].most_chosen)


def first_of(counts: Counts) -> int:
    return counts.index(max(counts))


def add(old: Counts, new: Counts) -> Counts:
    return tuple(one + more for one, more in zip(old, new, strict=True))
