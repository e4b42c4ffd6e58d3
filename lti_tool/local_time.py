"""Local time, each way: in which zone a reader is, and which moments a time that somebody typed can mean.

A page's script tells the browser's zone in a cookie, or in the address of a file; where neither says one that we know,
times are in UTC, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import has_request_context, request

COOKIE = "lti_tool_zone"
LONGEST = 64
_LONGEST_GAP_MINUTES = 24 * 60  # Samoa skipped a whole day


def find_zone(name: str | None) -> ZoneInfo | None:
    """The time zone of that name, such as Europe/Madrid; None where we know none."""
    return _find(name) if name and len(name) <= LONGEST else None


def reader_zone() -> tzinfo:
    """The zone of whoever reads: what the address says, else what their browser said last, else UTC."""
    return known_zone() or UTC


def known_zone() -> ZoneInfo | None:
    """The same, but None where nothing is known of the reader, as outside a page."""
    if not has_request_context():
        return None
    named = ((request.args, "zone"), (request.cookies, COOKIE))
    zones = (find_zone(said[key]) for said, key in named if key in said)  # get() of a missing key makes an exception
    return next((zone for zone in zones if zone), None)


def moments_of(typed: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The moments at which clocks there show this time: one; two where it comes twice; none where it is skipped."""
    return tuple(dict.fromkeys(_shown(typed, zone)))


def next_time(typed: datetime, zone: tzinfo) -> datetime:
    """The first time from this one on that clocks there do show; no zone is attached."""
    minutes = (typed + timedelta(minutes=each) for each in range(_LONGEST_GAP_MINUTES + 1))
    return next((each for each in minutes if moments_of(each, zone)), typed)


def _shown(typed: datetime, zone: tzinfo) -> Iterator[datetime]:
    plain = typed.replace(tzinfo=None, fold=0)
    for fold in (0, 1):
        moment = plain.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == plain:
            yield moment


@lru_cache(maxsize=1_024)
def _find(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
