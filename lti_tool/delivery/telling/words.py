"""What the learner reads about a grade: one sentence, with the points, that says no more than is known."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.telling.not_graded import say_to_learner
from lti_tool.delivery.telling.standing import Standing, standing_of, theirs
from lti_tool.templating import format_points

LOOKS_AWAITED = 2
"""After so many looks a page stops asking: what is not shown by then may take hours."""


@dataclass(frozen=True)
class GradeState:
    """`final` says that waiting changes nothing, so a page need not ask again."""

    kind: Standing
    words: str
    final: bool = True


def describe(delivery: ScoreDelivery | None, graded: bool) -> GradeState:
    """Say where the grade is; `graded` is whether the link's launch let us send scores at all."""
    if delivery is None:
        if graded:
            return GradeState(Standing.NOT_SENT, _("Nothing has been sent to your gradebook yet."))
        return GradeState(Standing.NOT_GRADED, _("This activity is not graded in your course."))
    kind = standing_of(delivery)
    return GradeState(kind, _words(kind, delivery), _is_final(kind, delivery))


def _words(kind: Standing, delivery: ScoreDelivery) -> str:
    score = {"part": format_points(delivery.score_given), "whole": delivery.score_maximum}
    match kind:
        case Standing.ACCEPTED:
            return _("Your LMS accepted your score, %(part)s of %(whole)s.", **score)
        case Standing.IN_GRADEBOOK:
            return _("Your score, %(part)s of %(whole)s, is in your gradebook.", **score)
        case Standing.CHANGED:
            return _other_grade(delivery)
        case Standing.LOCKED:
            return _("Your instructor locked this grade in your gradebook, so it stays as it is there.")
        case Standing.NOT_GRADED:
            return say_to_learner(delivery.reason) or _(
                "Not graded here: your course keeps no grade of yours for this activity."
            )
        case Standing.HELD:
            return _(
                "Your score, %(part)s of %(whole)s, is kept here; your instructor decides when it is sent.", **score
            )
        case Standing.FAILED:
            return _("Your score, %(part)s of %(whole)s, could not be delivered; your instructor can see why.", **score)
    return _("Your score, %(part)s of %(whole)s, is on its way.", **score)


def _other_grade(delivery: ScoreDelivery) -> str:
    held = theirs(delivery)
    if held is None:
        return _("Your instructor entered another grade.")
    given, maximum = (format_points(each) for each in held)
    return _("Your instructor entered another grade: %(part)s of %(whole)s.", part=given, whole=maximum)


def _is_final(kind: Standing, delivery: ScoreDelivery) -> bool:
    is_awaited = delivery.look_at is not None and (delivery.looks or 0) < LOOKS_AWAITED
    return kind != Standing.ON_ITS_WAY and not (kind == Standing.ACCEPTED and is_awaited)
