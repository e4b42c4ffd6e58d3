"""How long a request waited for a thread: gunicorn's worker knows, and whoever counts how long answers take asks."""

from __future__ import annotations

import threading
from time import perf_counter

from flask import g

_here = threading.local()


def note(seconds: float) -> None:
    """The request that this thread begins now had waited for so long."""
    _here.waited = seconds


def came_at() -> float:
    """When the present request came to this process (perf_counter); where no worker said, when this is first asked."""
    if "came_at" not in g:
        waited = getattr(_here, "waited", 0.0)
        _here.waited = 0.0
        g.came_at = perf_counter() - waited
    return float(g.came_at)
