"""What somebody's grade at a link is: the quiz score that counts, the share of lessons done, or both. Pure.

Whoever did nothing that counts there has no grade yet, and none is sent; whoever did something has one, if only 0.
A part that is still to do counts as 0, so a grade grows with the work: no cell is ever emptied again. In a new term
the grade of the earlier one stands until something is done that counts; then that alone is the grade, even a lower one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from lti_tool.attempts.counting import CountingScore, counting_score
from lti_tool.attempts.models import Attempt
from lti_tool.placements.course_terms import term_of
from lti_tool.placements.settings import GradedBy, QuizSettings

UNGRADED = "preassessment"
Starts = Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Reading:
    """The lessons that one person did of those that a link shows, and when the first and the last."""

    done: int = 0
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a link can be graded: how many lessons it shows, and whether it has a quiz that is graded."""

    lessons: int = 0
    has_quiz: bool = True


def grade_of(
    settings: QuizSettings, parts: Parts, tries: Collection[Attempt], reading: Reading = Reading()
) -> CountingScore | None:
    """One person's grade from their submitted attempts and lessons; None where there is nothing to say yet."""
    score = counting_score([each for each in tries if each.kind != UNGRADED], settings.counting)
    weight = completion_weight(settings, parts)
    if not weight:
        return score
    done = Fraction(reading.done, parts.lessons)
    known = [each for each in (_score_of(reading, done), score) if each]
    if not known:
        return None
    earned = weight * done + (1 - weight) * (score.fraction if score else 0)
    return CountingScore(earned, min(each.started_at for each in known), max(each.submitted_at for each in known))


def grade_of_terms(
    settings: QuizSettings, parts: Parts, tries: Collection[Attempt], readings: Mapping[int, Reading], starts: Starts
) -> CountingScore | None:
    """The same of the newest term in which there is anything to say: an earlier grade stands until then, and no longer.

    `readings` are by the number of their term, `starts` when each term after the first began.
    """
    by_term: dict[int, list[Attempt]] = defaultdict(list)
    for each in tries:
        by_term[term_of(each.started_at, starts)].append(each)
    terms = sorted({*by_term, *readings}, reverse=True)
    grades = (grade_of(settings, parts, by_term[term], readings.get(term, Reading())) for term in terms)
    return next(filter(None, grades), None)


def _score_of(reading: Reading, done: Fraction) -> CountingScore | None:
    """The share of lessons done, from the first to the last; None where none was."""
    return CountingScore(done, reading.began_at, reading.ended_at) if reading.began_at and reading.ended_at else None


def completion_weight(settings: QuizSettings, parts: Parts) -> Fraction:
    """How much of the grade the lessons are, 0 to 1; a part that the link does not have weighs nothing."""
    if not parts.lessons or settings.graded_by == GradedBy.SCORE:
        return Fraction(0)
    if not parts.has_quiz or settings.graded_by == GradedBy.COMPLETION:
        return Fraction(1)
    return Fraction(settings.completion_percent, 100)
