"""Shares that are told in steps, so that nobody is found out by them, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from lti_tool.coordinators.counts import LEAST_PERCENT, MOST_PERCENT


def percent_words(percent: int) -> str:
    """A share in steps, without the ends of the scale."""
    if percent <= LEAST_PERCENT:
        return _("%(percent)s %% or less", percent=percent)
    if percent >= MOST_PERCENT:
        return _("%(percent)s %% or more", percent=percent)
    return _("about %(percent)s %%", percent=percent)
