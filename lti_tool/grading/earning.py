"""The grades that people earned at a link, under its settings or under others that somebody thinks of choosing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import CountingScore
from lti_tool.attempts.finding import of_people, tries_at
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rounds import rounds_at
from lti_tool.grading.policy import UNGRADED, Parts, Reading, Starts, completion_weight, grade_of_terms
from lti_tool.placements.course_terms import number_of_term, starts_at, term_of
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy, QuizSettings
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LessonCompletion

Grades = dict[int, CountingScore]


def earned_grades(
    session: Session,
    placement: Placement,
    user_ids: Collection[int] | None = None,
    settings: QuizSettings | None = None,
) -> Grades:
    """The grade of each of these people, or of everybody, who has one, by user id."""
    settings = settings or placement.settings
    starts = starts_at(session, placement)
    tries = _submitted(session, placement, user_ids)
    parts, read = _lessons(session, placement, user_ids, settings, starts)
    graded = {
        user_id: grade_of_terms(settings, parts, tries[user_id], read.get(user_id, {}), starts)
        for user_id in {*tries, *read}
    }
    taking_part = _taking_part(session, placement, user_ids, starts)
    return {user_id: grade for user_id, grade in graded.items() if grade} | taking_part


@dataclass(frozen=True, slots=True)
class Changes:
    """How many people's grades a change would raise, lower, or make for the first time; and who they are, by id."""

    raised: int = 0
    lowered: int = 0
    new: int = 0
    people: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.raised or self.lowered or self.new)

    def __add__(self, other: Changes) -> Changes:
        counts = (self.raised + other.raised, self.lowered + other.lowered, self.new + other.new)
        return Changes(*counts, self.people | other.people)


def compare(before: Mapping[int, CountingScore], after: Mapping[int, CountingScore]) -> Changes:
    """Count what differs; a grade that there would be no more falls to 0."""
    pairs = {each: (before[each].fraction, after[each].fraction if each in after else 0) for each in before}
    fresh = after.keys() - before.keys()
    return Changes(
        raised=sum(new > old for old, new in pairs.values()),
        lowered=sum(new < old for old, new in pairs.values()),
        new=len(fresh),
        people=frozenset(fresh | {each for each, (old, new) in pairs.items() if old != new}),
    )


def _taking_part(session: Session, placement: Placement, user_ids: Collection[int] | None, starts: Starts) -> Grades:
    """All points for whoever finished a round at a refresher's link: a term's first counts, its answers do not."""
    grades = {}
    for user_id, rounds in rounds_at(session, placement, user_ids).items():
        newest = term_of(rounds[-1].started_at, starts)
        first = next(each for each in rounds if term_of(each.started_at, starts) == newest)
        if first.finished_at:
            grades[user_id] = CountingScore(Fraction(1), first.started_at, first.finished_at)
    return grades


def _submitted(session: Session, placement: Placement, user_ids: Collection[int] | None) -> dict[int, list[Attempt]]:
    """All that was handed in at the link, whichever modules it showed: a change of module never lowers a grade."""
    return tries_at(session, placement, user_ids, Attempt.submitted_at.is_not(None), Attempt.kind != UNGRADED)


def _lessons(
    session: Session, placement: Placement, user_ids: Collection[int] | None, settings: QuizSettings, starts: Starts
) -> tuple[Parts, dict[int, dict[int, Reading]]]:
    """What can be graded, and who read what in which term."""
    if settings.graded_by == GradedBy.SCORE:
        return Parts(), {}
    module = shown_module(session, placement, settings)
    if module is None:
        return Parts(), {}
    parts = Parts(len(module.lessons), module.quiz is not None and module.kind != UNGRADED)
    if not completion_weight(settings, parts):
        return parts, {}
    number = number_of_term(LessonCompletion.completed_at, starts)
    query = select(
        LessonCompletion.user_id,
        number,
        func.count(),
        func.min(LessonCompletion.completed_at),
        func.max(LessonCompletion.completed_at),
    ).where(
        LessonCompletion.context_id == placement.context_id,
        LessonCompletion.lesson_id.in_([lesson.id for lesson in module.lessons]),
    )
    grouped = query.group_by(LessonCompletion.user_id, literal_column("2") if starts else LessonCompletion.user_id)
    read: dict[int, dict[int, Reading]] = defaultdict(dict)
    for user_id, term, done, began_at, ended_at in session.execute(
        of_people(grouped, LessonCompletion.user_id, user_ids)
    ):
        read[user_id][term] = Reading(done, began_at, ended_at)
    return parts, read
