"""How often a certificate may be earned anew; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from lti_tool.placements.renewal import Renewal

YEAR = timedelta(days=365)


def period_began_at(
    renewal: str, issued_at: datetime, term_began_at: datetime | None, now: datetime
) -> datetime | None:
    """From when on work counts toward another certificate; None while the one of `issued_at` is for this period.

    `term_began_at` is when the course's present term began: None in its first.
    """
    if renewal == Renewal.YEARLY:
        begins_at = issued_at + YEAR
        return begins_at if begins_at <= now else None
    if renewal == Renewal.EACH_TERM and term_began_at and issued_at < term_began_at:
        return term_began_at
    return None
