"""No count of fewer than five people is told, nor one that its group would give away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.coordinators.counts import Share, Told


@given(st.integers(0, 60), st.data())
def test_a_told_number_stands_for_five_at_least_on_both_sides(group: int, data: st.DataObject) -> None:
    share = Share(group, data.draw(st.integers(0, group)))

    if share.told == Told.EXACTLY:
        assert share.did >= 5
        assert share.group - share.did >= 5
    assert share.is_group_told == (group >= 5)


@given(st.integers(0, 4), st.integers(0, 30))
def test_those_who_are_not_told_apart_are_told_alike(few: int, others: int) -> None:
    assert Share(5 + others, few).told == Share(5 + others, 0).told
    if others >= 5:
        assert Share(5 + others, 5 + others - few).told == Told.ALMOST_ALL
