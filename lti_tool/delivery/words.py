"""What the learner reads about a grade: three sentences, with the points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.not_graded import say_to_learner
from lti_tool.delivery.reasons import is_held
from lti_tool.templating import format_points


class GradeKind(StrEnum):
    """Where a grade is, for styles and scripts."""

    NOT_GRADED = "not_graded"
    NOT_SENT = "not_sent"
    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True)
class GradeState:
    """`final` says that waiting changes nothing, so a page need not ask again."""

    kind: GradeKind
    words: str
    final: bool


def describe(delivery: ScoreDelivery | None, graded: bool) -> GradeState:
    """Say where the grade is; `graded` is whether the link's launch let us send scores at all."""
    if delivery is None:
        if graded:
            return GradeState(GradeKind.NOT_SENT, _("Nothing has been sent to your gradebook yet."), final=True)
        return GradeState(GradeKind.NOT_GRADED, _("This activity is not graded in your course."), final=True)
    score = {"part": format_points(delivery.score_given), "whole": delivery.score_maximum}
    if delivery.state == DeliveryState.DELIVERED:
        return GradeState(
            GradeKind.DELIVERED, _("Your score, %(part)s of %(whole)s, is in your gradebook.", **score), final=True
        )
    if delivery.state == DeliveryState.FAILED and is_held(delivery.reason):
        words = _("Your score, %(part)s of %(whole)s, is kept here; your instructor decides when it is sent.", **score)
        return GradeState(GradeKind.HELD, words, final=True)
    if delivery.state == DeliveryState.FAILED:
        if not_graded := say_to_learner(delivery.reason):
            return GradeState(GradeKind.NOT_GRADED, not_graded, final=True)
        words = _("Your score, %(part)s of %(whole)s, could not be delivered; your instructor can see why.", **score)
        return GradeState(GradeKind.FAILED, words, final=True)
    return GradeState(
        GradeKind.ON_ITS_WAY, _("Your score, %(part)s of %(whole)s, is on its way.", **score), final=False
    )
