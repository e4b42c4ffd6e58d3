"""When a finished module is asked again: 1, 3, 8 and 20 weeks after it was finished, or last answered right. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

INTERVALS = tuple(timedelta(weeks=weeks) for weeks in (1, 3, 8, 20))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a module's questions in one round went: right is all of them right."""

    at: datetime
    is_right: bool


def due_at(finished_at: datetime, outcomes: Iterable[Outcome]) -> datetime:
    """When a module is due after these rounds.

    Right answers lead to the next longer interval, and on from the longest one by the same again. A miss leads back to
    the first. Whoever was asked before it was due waits the same interval once more.
    """
    stage, since = 0, finished_at
    for each in sorted(outcomes, key=lambda outcome: outcome.at):
        if not each.is_right:
            stage = 0
        elif each.at >= since + INTERVALS[stage]:
            stage = min(stage + 1, len(INTERVALS) - 1)
        since = each.at
    return since + INTERVALS[stage]


def span_of(finished_at: datetime, now: datetime) -> int:
    """How many of the intervals, each counted from the finish, have passed."""
    return sum(now >= finished_at + interval for interval in INTERVALS)
