"""How often a certificate of a course may be earned: what an instructor may choose, and its words."""

from __future__ import annotations

from enum import StrEnum

from lti_tool.errors import N_


class Renewal(StrEnum):
    """What one certificate is for: all time, a year from its date, or a term of its course. Stored: never renamed."""

    NEVER = "never"
    YEARLY = "yearly"
    EACH_TERM = "term"


RENEWALS: dict[str, str] = {
    Renewal.NEVER: N_("Once"),
    Renewal.YEARLY: N_("Again each year"),
    Renewal.EACH_TERM: N_("Again each term"),
}
