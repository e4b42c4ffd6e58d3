"""No shown cell stands for too few, and no sum minus shown cells does either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.competencies.privacy_floor import Group, shown_cells

GROUPS = st.builds(lambda people, each: Group(people, 0, people * each), st.integers(0, 12), st.integers(0, 12))


@given(st.dictionaries(st.integers(0, 30), GROUPS, max_size=8))
def test_what_is_left_after_subtraction_is_nobody_or_a_large_group(row: dict[int, Group]) -> None:
    shown = shown_cells(row)
    hidden = sum((group for key, group in row.items() if key not in shown), Group())
    everybody = sum(row.values(), Group())

    assert all(row[key].is_large for key in shown)
    assert not shown or not hidden.people or hidden.is_large
    assert shown or not hidden.people or hidden == everybody


def test_nothing_is_withheld_where_all_are_large() -> None:
    assert shown_cells({"a": Group(5, 0, 30), "b": Group(50, 0, 300), "c": Group()}) == {"a", "b"}


def test_a_small_one_takes_the_smallest_large_one_with_it() -> None:
    assert shown_cells({"a": Group(1, 0, 10), "b": Group(50, 0, 300), "c": Group(6, 0, 60)}) == {"b"}
