"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0


def await_that(holds: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until something holds; it is an error if it never does."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"still waiting after {PATIENCE_S:.0f} s"
        meanwhile()
        time.sleep(0.02)
