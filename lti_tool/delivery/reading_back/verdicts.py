"""What one look at a gradebook cell means, and when to look again. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.delivery.models import ReadBack
from lti_tool.lti.services.ags.messages import Result

FIRST_LOOK = timedelta(seconds=1)
"""After a delivery: soon enough for whoever waits for it, and where a class hands in, many are due by then."""

AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""Until the next look, after the first one, the second …; then no more."""

TOLERANCE = 0.001
COARSE_FROM = 10
"""The least maximum at which a platform that keeps whole points alone is taken to have rounded."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A score as it was taken, at `taken_at`, and should stand in the gradebook; `olds` are shares from before it."""

    delivery_id: int
    user_id: str
    share: float
    taken_at: datetime | None = None
    olds: Sequence[float] = ()
    read_back: str = ReadBack.UNKNOWN
    looks: int = 0
    restores: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`again` is the wait until the next look, None for none; `restore` says to send the score once more."""

    read_back: ReadBack
    again: timedelta | None = None
    restore: bool = False


def judge(cell: Cell, seen: Result) -> Verdict:
    """What a look shows: only a second one that shows neither our number nor an older one makes it a person's."""
    if seen.share is None or not math.isfinite(seen.share):
        return _wait_or_restore(cell, ReadBack.EMPTY)
    if shows(seen, cell.share):
        return Verdict(ReadBack.THERE)
    if any(shows(seen, old) for old in cell.olds):
        return _wait_or_restore(cell, ReadBack.OLD)
    if cell.read_back in (ReadBack.OTHER, ReadBack.CHANGED):
        return Verdict(ReadBack.CHANGED)
    return Verdict(ReadBack.OTHER, again_after(cell.looks) or AGAIN[0])


def shows(seen: Result, share: float) -> bool:
    """Whether a cell holds this share of its maximum, as closely as the platform keeps points."""
    if seen.score is None or not seen.maximum:
        return False
    exact = round(share * seen.maximum, 6)
    is_rounded = seen.maximum >= COARSE_FROM and seen.score in (math.floor(exact), math.ceil(exact))
    return is_rounded or abs(seen.score / seen.maximum - share) < TOLERANCE


def again_after(looks: int) -> timedelta | None:
    """The wait after a look that settled nothing, or came to nothing, with so many before it."""
    return AGAIN[looks] if looks < len(AGAIN) else None


def _wait_or_restore(cell: Cell, found: ReadBack) -> Verdict:
    """A cell that was reset is filled again, once for each time that the person hands in; else it may still come."""
    if cell.restores:
        return Verdict(found, restore=True)
    return Verdict(found, again_after(cell.looks))
