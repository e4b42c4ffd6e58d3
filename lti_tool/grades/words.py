"""What the learner reads about a grade: three sentences, with the points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_tool.grades.models import DeliveryState, ScoreDelivery
from lti_tool.templating import format_points


class GradeKind(StrEnum):
    """Where a grade is, for styles and scripts."""

    NOT_GRADED = "not_graded"
    NOT_SENT = "not_sent"
    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    FAILED = "failed"


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
            return GradeState(GradeKind.NOT_SENT, "Nothing has been sent to your gradebook yet.", final=True)
        return GradeState(GradeKind.NOT_GRADED, "This activity is not graded in your course.", final=True)
    points = f"{format_points(delivery.score_given)} of {delivery.score_maximum}"
    if delivery.state == DeliveryState.DELIVERED:
        return GradeState(GradeKind.DELIVERED, f"Your score, {points}, is in your gradebook.", final=True)
    if delivery.state == DeliveryState.FAILED:
        words = f"Your score, {points}, could not be delivered; your instructor can see why."
        return GradeState(GradeKind.FAILED, words, final=True)
    return GradeState(GradeKind.ON_ITS_WAY, f"Your score, {points}, is on its way.", final=False)
