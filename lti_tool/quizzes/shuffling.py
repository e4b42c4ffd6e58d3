"""Chance that never changes: one seed gives one order, on every machine and every Python.

`random.Random` promises the same `random()` for a seed from one Python to the next, but not the same
`shuffle()` or `sample()` (https://docs.python.org/3/library/random.html#notes-on-reproducibility).
A draw must be explainable years later, so the numbers here are SHA-256 of the seed, a purpose and a counter,
and the shuffle is written out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_RANGE = 1 << 64


def shuffled(values: Iterable[T], seed: int, purpose: str) -> list[T]:
    """Return the values in the order fixed by seed and purpose; each is equally likely (Fisher-Yates)."""
    deck = list(values)
    numbers = _numbers(seed, purpose)
    for last in range(len(deck) - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        deck[last], deck[chosen] = deck[chosen], deck[last]
    return deck


def _numbers(seed: int, purpose: str) -> Iterator[int]:
    counter = 0
    while True:
        digest = hashlib.sha256(f"{seed}/{purpose}/{counter}".encode()).digest()
        yield int.from_bytes(digest[:8], "big")
        counter += 1


def _below(limit: int, numbers: Iterator[int]) -> int:
    # Numbers above the last whole multiple of the limit would favor small results: draw again.
    usable = _RANGE - _RANGE % limit
    return next(number for number in numbers if number < usable) % limit
