"""A rule on stems over all banks: two that say almost the same ask one person the same thing twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.items.item import Item
from lti_tool.content.source.problem import Severity

ALIKE = 0.6


class Likeness(NamedTuple):
    """Two items whose stems are too much alike, the later one first."""

    severity: Severity
    item_id: str
    other_id: str
    message: str


def like_stems(items: Sequence[Item]) -> Iterator[Likeness]:
    """Yield pairs with one stem (across banks: within one, the bank's own rule tells), and pairs that nearly share one.

    Compared are runs of two words, so that the same words in another order count as another question.
    """
    told = [(item.id, tuple(words(item.stem))) for item in items]
    runs = [frozenset(pairwise(said)) for _, said in told]
    for later, (item_id, said) in enumerate(told):
        for earlier in range(later):
            other_id, other = told[earlier]
            if said == other:
                yield Likeness("error", item_id, other_id, f"has the same stem as {other_id}")
            elif (share := _share(runs[later], runs[earlier])) >= ALIKE:
                yield Likeness("warning", item_id, other_id, f"shares {share:.0%} of its stem with {other_id}")


def _share(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    smaller, larger = sorted((len(one), len(other)))
    if not larger or smaller < ALIKE * larger:  # too different in length to be alike: spares most comparisons
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)
