"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0
SHORTEST_S, LONGEST_S = 0.02, 0.2


def await_that(holds: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until something holds; it is an error if it never does. Looking ever more rarely leaves it the machine."""
    deadline, pause = time.monotonic() + PATIENCE_S, SHORTEST_S
    while not holds():
        assert time.monotonic() < deadline, f"still waiting after {PATIENCE_S:.0f} s"
        meanwhile()
        time.sleep(pause)
        pause = min(pause * 1.2, LONGEST_S)
