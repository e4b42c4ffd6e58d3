"""The lease of a score: as long as the calls of one try may take together.

A worker that is killed keeps nobody waiting longer than that, and one that was stopped and goes on afterward makes no
call any more: what it would send is somebody else's by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from lti_tool.lti.services.deadlines import deadline
from lti_tool.lti.services.http import CALL_DEADLINE_S

CALL = timedelta(seconds=CALL_DEADLINE_S)
CALLS_OF_A_TRY = 3
"""A token, a look into the cell, the score. A column that must be found first takes more, and then another try."""

LEASE = CALLS_OF_A_TRY * CALL
LEAST = LEASE - CALL
"""What a lease must have left when a try begins; else it is renewed first. So a score may wait its turn for a call."""


class LeaseOver(Exception):
    """The score is no longer ours to send."""


def is_short(lease_until: datetime, now: datetime) -> bool:
    """Whether too little is left to begin a try, or to keep what came of one for later."""
    return lease_until - now < LEAST


@contextmanager
def calls_within(lease_until: datetime, now: datetime) -> Iterator[None]:
    """No call in this block, in this thread, begins or goes on after the lease. Raises LeaseOver where it is over."""
    left = (lease_until - now).total_seconds()
    if left <= 0:
        raise LeaseOver
    with deadline(left):
        yield
