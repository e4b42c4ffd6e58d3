"""Sorting: what is right, what is only chosen, and what nobody offered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.activities import sorting
from lti_tool.activities.outcome import Form, State
from lti_tool.activities.problems import Problem
from lti_tool.content.model.activities.kinds import Sort

PLACES = ("x", "y", "z")


@st.composite
def sorted_things(draw: st.DrawFn) -> tuple[Sort, dict[str, str]]:
    """A sort, and somebody's choice for each entry."""
    right = draw(st.lists(st.sampled_from(PLACES), min_size=3, max_size=12))
    entries = [{"id": f"e{n}", "text": "t", "category": each, "feedback": "why"} for n, each in enumerate(right)]
    categories = [{"id": each, "label": each.upper()} for each in PLACES]
    raw = {"kind": "sort", "id": "l.s", "local_id": "s", "prompt": "?", "categories": categories, "entries": entries}
    return Sort.model_validate(raw), {f"e{n}": draw(st.sampled_from(PLACES)) for n in range(len(right))}


def form(choices: dict[str, str], do: str = "") -> Form:
    return {f"entry-{entry}": [place] for entry, place in choices.items()} | ({"do": [do]} if do else {})


@given(sorted_things())
def test_an_entry_is_right_exactly_where_it_belongs(made: tuple[Sort, dict[str, str]]) -> None:
    sort, choices = made

    outcome = sorting.act(sort, {}, form(choices))

    assert outcome.problem is None
    assert [row.is_right for row in sorting.look(sort, outcome.state)] == [
        choices[entry.id] == entry.category for entry in sort.entries
    ]
    are_right = all(choices[entry.id] == entry.category for entry in sort.entries)
    assert sorting.is_done(sort, outcome.state) == are_right
    assert sorting.is_begun(sort, outcome.state)


@given(sorted_things())
def test_a_draft_is_kept_and_tells_nothing(made: tuple[Sort, dict[str, str]]) -> None:
    sort, choices = made

    rows = sorting.look(sort, sorting.act(sort, {}, form(choices, "draft")).state)

    assert {row.entry.id: row.chosen for row in rows} == choices
    assert all(row.is_right is None for row in rows)
    assert not sorting.is_begun(sort, {"chosen": choices})


def test_a_choice_changed_after_the_check_loses_its_verdict_alone(sort: Sort) -> None:
    checked = sorting.act(sort, {}, form({"a": "trust", "b": "trust", "c": "trust"})).state

    changed = sorting.act(sort, checked, form({"a": "trust", "b": "respect", "c": "trust"}, "draft")).state

    assert [row.is_right for row in sorting.look(sort, changed)] == [True, None, True]


def test_gaps_are_asked_about_and_what_was_chosen_is_kept(sort: Sort) -> None:
    outcome = sorting.act(sort, {}, form({"a": "trust"}))

    assert outcome.problem is Problem.GAPS
    assert outcome.is_kept
    assert not sorting.is_done(sort, outcome.state)


def test_places_and_entries_that_nobody_offered_are_refused(sort: Sort) -> None:
    for choices in ({"a": "nowhere"}, {"nothing": "trust"}):
        outcome = sorting.act(sort, {"chosen": {"a": "trust"}}, form(choices))

        assert not outcome.is_kept
        assert outcome.state == {"chosen": {"a": "trust"}}


def test_a_category_that_left_the_lesson_is_forgotten(sort: Sort) -> None:
    assert sorting.look(sort, {"chosen": {"a": "gone"}, "checked": {"a": "gone"}})[0].chosen is None
    assert sorting.look(sort, {"chosen": "odd"})[0].chosen is None


def test_six_entries_lie_on_the_table_and_six_more_once_those_are_checked() -> None:
    entries = [{"id": f"e{n}", "text": "t", "category": "x", "feedback": "why"} for n in range(8)]
    categories = [{"id": each, "label": each.upper()} for each in PLACES]
    raw = {"kind": "sort", "id": "l.s", "local_id": "s", "prompt": "?", "categories": categories, "entries": entries}
    sort = Sort.model_validate(raw)

    state: State = {}
    assert len(sorting.look_at_hand(sort, state)) == 6
    first = sorting.act(sort, state, form({f"e{n}": "x" for n in range(6)}))
    assert first.problem is None
    assert len(sorting.look_at_hand(sort, first.state)) == 8
    assert not sorting.is_done(sort, first.state)
    assert sorting.act(sort, first.state, form({f"e{n}": "x" for n in range(6)})).problem is Problem.GAPS
    assert sorting.is_done(sort, sorting.act(sort, first.state, form({f"e{n}": "x" for n in range(8)})).state)
