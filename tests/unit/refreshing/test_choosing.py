"""Which questions a round asks, for any modules and any history."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from lti_tool.refreshing.choosing import LEAST, MOST, Answered, History, Topic, choose
from lti_tool.refreshing.spacing import INTERVALS
from tests.support.items import build_choice, build_order

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
RIGHT, MISSED, CERTAIN_AND_WRONG = (60, True, None), (0, False, 2), (0, False, 3)


def topic(name: str, *families: int, weeks: float = 2, due_in: float = -1, context_id: int = 1) -> Topic:
    """A module finished so many weeks ago, with a family of so many stems for each number."""
    items = [
        build_choice(f"{name}-{family}-{stem}", family=f"{name}-{family}" if stems > 1 else None)
        for family, stems in enumerate(families)
        for stem in range(stems)
    ]
    return Topic(name, context_id, NOW - weeks * WEEK, NOW + due_in * WEEK, tuple(items))


def answered(points: int, is_right: bool, sure: int | None, days_ago: int = 10) -> Answered:
    return Answered(NOW - timedelta(days=days_ago), points, is_right, sure)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Topic], History]:
    """Modules finished and due at any time, and any history of their questions."""
    weeks = st.floats(-4, 30)
    topics = [
        topic(name, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=5)), weeks=draw(weeks), due_in=draw(weeks))
        for name in "abcd"[: draw(st.integers(0, 4))]
    ]
    items = [item for each in topics for item in each.items]
    met = {item.id: NOW - timedelta(days=draw(st.integers(0, 90))) for item in items if draw(st.booleans())}
    groups = {item.group for item in items if item.id in met}
    outcomes = st.sampled_from((RIGHT, MISSED, CERTAIN_AND_WRONG))
    latest = {group: answered(*draw(outcomes), days_ago=draw(st.integers(0, 90))) for group in sorted(groups)}
    return topics, History(met, latest, latest)


def groups_of(topics: list[Topic]) -> set[str]:
    return {item.group for each in topics for item in each.items}


@given(situations(), st.integers(0, 2**62), st.booleans())
def test_a_round_holds_one_stem_of_a_family_from_modules_finished_and_due(
    situation: tuple[list[Topic], History], seed: int, early: bool
) -> None:
    topics, history = situation
    chosen = choose(topics, history, NOW, seed, early=early)

    ready = [each for each in topics if each.finished_at + WEEK <= NOW and (early or each.due_at <= NOW)]
    groups = {each.item.group for each in chosen}
    there_are = groups_of(ready)
    assert all(each.topic in ready for each in chosen)
    assert len(groups) == len(chosen)
    assert len(chosen) == min(MOST, len(there_are)), "as many as fit into two minutes, fewer where there are no more"
    assert chosen == choose(topics, history, NOW, seed, early=early)


@given(situations(), st.integers(0, 2**62))
def test_what_was_missed_comes_first_then_what_is_due_longest(
    situation: tuple[list[Topic], History], seed: int
) -> None:
    topics, history = situation
    chosen = choose(topics, history, NOW, seed)

    urgencies = [_urgency(history, each.item.group) for each in chosen]
    missed = [(urgency, each.topic.due_at) for urgency, each in zip(urgencies, chosen, strict=True) if urgency < 2]
    assert (urgencies, missed) == (sorted(urgencies), sorted(missed))
    ready = groups_of([each for each in topics if each.is_ready(NOW)])
    left_out = [_urgency(history, group) for group in ready - {each.item.group for each in chosen}]
    assert not left_out or min(left_out) >= max(urgencies)


@given(situations(), st.integers(0, 2**62))
def test_a_stem_that_was_met_is_asked_only_where_all_of_its_family_were_and_then_the_oldest(
    situation: tuple[list[Topic], History], seed: int
) -> None:
    topics, history = situation
    for each in choose(topics, history, NOW, seed):
        stems = [item for item in each.topic.items if item.group == each.item.group]
        assert each.is_known == all(stem.id in history.met for stem in stems)
        if each.is_known:
            assert history.met[each.item.id] == min(history.met[stem.id] for stem in stems)
        else:
            assert each.item.id not in history.met


@given(st.integers(0, 2**62), st.lists(st.floats(-20, 0), min_size=2, max_size=5, unique=True))
def test_where_nothing_was_missed_each_module_has_its_turn_and_the_one_due_longest_begins(
    seed: int, due: list[float]
) -> None:
    topics = [topic(f"m{number}", 3, 3, 3, weeks=30, due_in=weeks) for number, weeks in enumerate(due)]
    chosen = choose(topics, History(), NOW, seed)

    by_due = [each.module_id for each in sorted(topics, key=lambda each: each.due_at)]
    assert [each.topic.module_id for each in chosen][: len(topics)] == by_due[:MOST]
    turns = Counter(each.topic.module_id for each in chosen)
    assert max(turns.values()) - min(turns.get(name, 0) for name in by_due) <= 1


def test_certain_and_wrong_comes_before_missed_before_a_module_that_is_due_longer() -> None:
    long_due, missed, certain = topic("a", 3, 3, due_in=-9), topic("b", 3), topic("c", 3)
    latest = {"b-0": answered(*MISSED), "c-0": answered(*CERTAIN_AND_WRONG), "a-0": answered(*RIGHT)}
    met = {"b-0-0": NOW, "c-0-0": NOW, "a-0-0": NOW}

    chosen = choose([long_due, missed, certain], History(met, latest, latest), NOW, seed=1)

    assert [each.item.group for each in chosen] == ["c-0", "b-0", "a-0", "a-1"], "a family answered before goes first"


def test_questions_of_a_quiz_that_is_open_are_left_out() -> None:
    due = topic("a", 3, 3)
    assert [each.item.group for each in choose([due], History(), NOW, 1, held={"a-0"})] == ["a-1"]
    assert choose([due], History(), NOW, 1, held={"a-0", "a-1"}) == ()


@given(st.integers(0, 2**62))
def test_three_long_questions_fill_two_minutes(seed: int) -> None:
    items = tuple(build_order("abcd", item_id=f"o-{number}") for number in range(6))
    long = Topic("long", 1, NOW - 2 * WEEK, NOW - WEEK, items)
    assert len(choose([long], History(), NOW, seed)) == LEAST


def test_a_module_finished_in_two_courses_gives_a_question_once() -> None:
    here = topic("a", 1, 1)
    again = Topic("b", 2, here.finished_at, here.due_at, here.items)
    assert len(choose([here, again], History(), NOW, 1)) == 2


@given(st.floats(0, 1, exclude_max=True))
def test_nothing_is_asked_within_a_week_of_finishing(weeks: float) -> None:
    assume(weeks * WEEK < INTERVALS[0])
    fresh = topic("a", 3, weeks=weeks)
    assert choose([fresh], History(), NOW, 1, early=True) == ()


def _urgency(history: History, group: str) -> int:
    found = history.latest.get(group)
    return found.urgency if found else 2
