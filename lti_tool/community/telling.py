"""Which answers that wait are told next: batches that hide their members, of one branch where it has enough. Pure.

Each batch is told once, and for good: with its branch, or without one. Whatever is shown, of the course or of a branch,
is a sum of whole batches, so no subtraction leaves fewer people than a batch has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

PATIENCE = 4
"""How many batches of answers may wait for others of their branch before they are told without it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers, by their keys, that are told together; `branch_id` is None for those told without a branch."""

    branch_id: int | None
    keys: Sequence[str]


def next_batches(waiting: Iterable[tuple[str, int | None]], size: int, *, is_first: bool) -> Iterator[Batch]:
    """Whole batches of what waits, each a key and a branch; keys are random, so their order says nothing.

    Nobody waits for a branch while nothing of the survey `is_first` told: the first batch takes whoever came.
    """
    by_branch: dict[int | None, list[str]] = {}
    for key, branch_id in sorted(waiting):
        by_branch.setdefault(branch_id, []).append(key)
    rest: list[str] = []
    for branch_id, keys in by_branch.items():
        whole = len(keys) - len(keys) % size
        if whole:
            yield Batch(branch_id, keys[:whole])
            is_first = False
        rest += keys[whole:]
    rest.sort()
    while len(rest) >= size * (1 if is_first or len(by_branch) == 1 else PATIENCE):
        yield Batch(None, rest[:size])
        rest, is_first = rest[size:], False
