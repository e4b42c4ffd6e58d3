"""Work of which one part that fails keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def count_each(work: Callable[[T], int], things: Iterable[T]) -> int:
    """Do it for each thing, and return the sum of what it returns; the first failure is raised when all were tried."""
    done, failures = 0, []
    for each in things:
        try:
            done += work(each)
        except Exception as error:  # the others first; raised below
            failures.append(error)
    if failures:
        raise failures[0]
    return done
