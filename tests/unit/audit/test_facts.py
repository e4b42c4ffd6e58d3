"""What the log stores of an event: typed, valid and small, whatever it is given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.audit.facts import LARGEST, LEFT_OUT, LONGEST_TEXT, as_json
from lti_tool.placements.settings import Counting

FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=10), FACTS, max_size=5))
def test_facts_are_stored_as_they_are(facts: dict[str, Any]) -> None:
    stored = as_json(facts)

    assert stored == {name: value for name, value in facts.items() if value is not None}
    assert json.loads(json.dumps(stored)) == stored


def test_codes_and_moments_are_plain_texts() -> None:
    stored = as_json(
        {"changes": {"counting": [Counting.HIGHEST, None]}, "at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC)}
    )

    assert json.dumps(stored) == '{"changes": {"counting": ["highest", null]}, "at": "2026-11-24T09:30:00+00:00"}'


def test_a_long_text_ends_in_an_ellipsis() -> None:
    whole, long = "x" * LONGEST_TEXT, "x" * (LONGEST_TEXT + 1)

    assert as_json({"reason": whole, "other": [long]}) == {"reason": whole, "other": ["x" * (LONGEST_TEXT - 1) + "…"]}


def test_of_too_much_the_largest_is_left_out_whole_and_named() -> None:
    huge = [f"lesson {number}" for number in range(LARGEST)]

    assert as_json({"placement": 3, "changes": {"lessons_order": [[], huge]}}) == {
        "placement": 3,
        LEFT_OUT: ["changes"],
    }


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="plain facts"):
        as_json({"reason": object()})  # type: ignore[dict-item]
