"""A link's settings in words."""

from __future__ import annotations

from flask_babel import gettext as _

from lti_tool.placements.settings import Counting


def describe_counting(counting: Counting) -> str:
    """Which attempt counts, as a sentence for learners and instructors alike."""
    return {
        Counting.HIGHEST: _("The best attempt counts."),
        Counting.LATEST: _("The latest attempt counts."),
        Counting.FIRST: _("The first attempt counts."),
        Counting.AVERAGE: _("The average of all attempts counts."),
    }[counting]
