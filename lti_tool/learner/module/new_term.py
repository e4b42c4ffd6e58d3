"""What a learner is told of a new term: what is kept of earlier ones, and which grade stands until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import find_delivery
from lti_tool.lti.models import Launch
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


def before_start(session: Session, launch: Launch, placement: Placement) -> NewTerm | None:
    """What is said wherever an attempt can be begun; no statement in a course's first term."""
    if placement.term_began_at is None:
        return None
    return new_term(placement, (), find_delivery(session, placement, launch.user))


def new_term(placement: Placement, tries: Sequence[Attempt], delivery: ScoreDelivery | None) -> NewTerm | None:
    """None in a course's first term."""
    since = placement.term_began_at
    if since is None:
        return None
    earlier = [each for each in tries if each.started_at < since]
    counts_lessons = placement.settings.graded_by != GradedBy.SCORE
    if delivery is None or delivery.started_at >= since:
        return NewTerm(since, earlier)
    return NewTerm(since, earlier, delivery.score_given, delivery.score_maximum, counts_lessons)
