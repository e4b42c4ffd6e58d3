"""What an old result says of a regrade: that the score is not what it was, and what a pass takes now."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.attempts.counting import fraction_of
from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.rulings import DROP
from lti_tool.attempts.submitting import Marked
from lti_tool.quizzes.marking import possible_points
from lti_tool.quizzes.scoring import next_reachable
from lti_tool.templating import format_datetime


def how_it_was_regraded(regrades: Sequence[Regrade]) -> str:
    """A sentence where an instructor ruled on questions of an attempt after it was made; else nothing."""
    if not regrades:
        return ""
    when = format_datetime(max(each.made_at for each in regrades))
    dropped = len({each.item_id for each in regrades if each.action == DROP})
    if not dropped:
        return _(
            "Another answer was accepted to a question of this attempt, so its score is newer: %(when)s.", when=when
        )
    return ngettext(
        "%(num)d question of this attempt was dropped, so its score is newer: %(when)s.",
        "%(num)d questions of this attempt were dropped, so its score is newer: %(when)s.",
        dropped,
        when=when,
    )


def pass_goal(attempt: Attempt, marked: Sequence[Marked]) -> Fraction:
    """The least points of a pass that its questions allow: of fewer questions the same share."""
    least = attempt.least_share * attempt.points_possible
    asked = [each for each in marked if not each.ruling.is_dropped]
    return next_reachable(least, [possible_points(each.drawn.item, each.ruling.accepted) for each in asked])


def reaches_goal(attempt: Attempt, goal: Fraction) -> bool:
    """Whether the points of a submitted attempt are those of a pass, over all."""
    return fraction_of(attempt) * attempt.points_possible >= goal
