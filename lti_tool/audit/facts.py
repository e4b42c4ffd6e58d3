"""What an event records besides its action: JSON that stays typed, and stays small without being cut in the middle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

Fact: TypeAlias = "bool | int | float | str | datetime | Sequence[Fact] | Mapping[str, Fact] | None"
LONGEST_TEXT = 500
LARGEST = 100_000
"""Characters of JSON: more than every setting of a link with hundreds of lessons takes."""
LEFT_OUT = "left_out"


def as_json(facts: Mapping[str, Fact]) -> dict[str, object]:
    """Facts as they are stored: times in ISO 8601, without those that are None.

    A text of more than LONGEST_TEXT characters ends there, in “…”. Where the facts together reach LARGEST, the largest
    are left out whole, and LEFT_OUT names them.
    """
    kept = {name: _plain(value) for name, value in facts.items() if value is not None}
    sizes = {name: len(json.dumps(value)) for name, value in kept.items()}
    left_out = []
    while sum(sizes.values()) >= LARGEST:
        largest = max(sizes, key=sizes.__getitem__)
        left_out.append(largest)
        del kept[largest], sizes[largest]
    return kept | ({LEFT_OUT: left_out} if left_out else {})


def _plain(value: Fact) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value) if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"the log keeps plain facts, not a {type(value).__name__}")
