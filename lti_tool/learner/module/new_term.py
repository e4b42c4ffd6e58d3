"""What a learner is told of a new term: what is kept of earlier ones, and which grade stands until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.attempts.models import Attempt
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term after the first, as somebody meets it at one link.

    `earlier` are the attempts of earlier terms. `grade` is what of these is in the gradebook until something is done
    that counts, such as 7 of `maximum`; None where nothing is, or something was done. `counts_lessons` says that a
    lesson counts, too.
    """

    began_at: datetime
    earlier: Sequence[Attempt]
    grade: float | None = None
    maximum: int = 0
    counts_lessons: bool = False


def new_term(
    placement: Placement, tries: Sequence[Attempt], done: Collection[str], delivery: ScoreDelivery | None
) -> NewTerm | None:
    """None in a course's first term."""
    since = placement.term_began_at
    if since is None:
        return None
    earlier = [each for each in tries if each.started_at < since]
    counts_lessons = placement.settings.graded_by != GradedBy.SCORE
    if delivery is None or delivery.started_at >= since:
        return NewTerm(since, earlier)
    return NewTerm(since, earlier, delivery.score_given, delivery.score_maximum, counts_lessons)
