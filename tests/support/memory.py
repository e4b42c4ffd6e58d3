"""How much Python holds at once."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS_BEFORE_GARBAGE = 700  # Python's own; the tests' would leave more garbage than there are things


@contextmanager
def most_held() -> Iterator[list[int]]:
    """The most bytes that Python held at once inside, beyond what it held before."""
    held: list[int] = []
    rarely = gc.get_threshold()
    gc.set_threshold(OBJECTS_BEFORE_GARBAGE)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield held
        _, peak = tracemalloc.get_traced_memory()
        held.append(peak - before)
    finally:
        tracemalloc.stop()
        gc.set_threshold(*rarely)
