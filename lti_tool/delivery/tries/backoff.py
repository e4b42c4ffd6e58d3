"""When to try again: exponential, jittered, capped, and not for ever. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 3600.0
SHORTEST_DELAY_S = 1.0
SPACING = timedelta(seconds=1)
"""Between two scores of one cell: Moodle compares seconds."""


@dataclass(frozen=True)
class Patience:
    """How steeply the waits grow, up to `longest_s`, and after how many tries we give up; None is never."""

    factor: float
    tries: int | None
    longest_s: float = LONGEST_DELAY_S


OUTAGE = Patience(factor=2, tries=None, longest_s=300)
"""Network faults, throttling, 502 to 504, no access: no score's fault, so it waits as long as the platform is away.

How often a platform that is away is asked is decided for all of its scores together: see lanes.
"""

SERVER_ERROR = Patience(factor=4, tries=12)
"""500, a trouble of the platform's own: about five hours."""

LOCKED = Patience(factor=2, tries=2)
"""What a locked grade is answered with for ever: asked once more, in case it was something that passes."""

CONFLICT = Patience(factor=2, tries=12)
"""409, a clock that differs from ours: about an hour."""


AGAIN_EVERY, AGAIN_FOR = timedelta(days=1), timedelta(days=14)


def again_at(due_since: datetime, now: datetime) -> datetime | None:
    """When to look once more at a score that was given up: a platform repaired after a day must not need a person."""
    return now + AGAIN_EVERY if now < due_since + AGAIN_FOR else None


def next_delay(
    patience: Patience,
    tries: int,
    retry_after: timedelta | None = None,
    pick: Callable[[float, float], float] = random.uniform,
) -> timedelta | None:
    """The wait after the `tries`-th try (from 1), or None when it was the last one.

    Half of each wait is left to chance, so that scores that failed together do not come back together; a
    platform's Retry-After is never undercut.
    """
    if patience.tries is not None and tries >= patience.tries:
        return None
    growth = patience.factor ** min(max(tries, 1) - 1, 32)
    longest = min(FIRST_DELAY_S * growth, patience.longest_s)
    delay = timedelta(seconds=max(pick(longest / 2, longest), SHORTEST_DELAY_S))
    return max(delay, retry_after) if retry_after else delay
