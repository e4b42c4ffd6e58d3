"""Of work that is done for many, one part that fails keeps no other waiting, and is told at the end."""

from __future__ import annotations

import pytest

from lti_tool.work.in_turn import count_each


def test_what_was_done_is_counted() -> None:
    assert count_each(len, ["one", "", "three"]) == 8


def test_all_are_tried_and_then_the_first_failure_is_raised() -> None:
    tried: list[int] = []

    def work(number: int) -> int:
        tried.append(number)
        if number % 2:
            raise ValueError(number)
        return 1

    with pytest.raises(ValueError, match="1"):
        count_each(work, [0, 1, 2, 3, 4])
    assert tried == [0, 1, 2, 3, 4]
