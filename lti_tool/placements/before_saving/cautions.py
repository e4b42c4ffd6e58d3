"""Settings that may be meant and probably are not: told before they are kept, and kept when the answer is yes.

What cannot be meant is a contradiction, and refused. Each caution is told in the terms of one: at a setting, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lti_tool.content.model.module import Module
from lti_tool.content.model.quiz import Quiz
from lti_tool.errors import N_
from lti_tool.placements.contradictions import Contradiction
from lti_tool.placements.dates import Dates
from lti_tool.placements.picking.description import Section
from lti_tool.placements.settings import NO_LIMIT, SETTINGS, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.placements.shaping import shape

SECONDS_A_QUESTION = 20  # less is not enough to read it
OF_THE_QUIZ = frozenset(
    {Section.LENGTH, Section.ATTEMPTS, Section.TIME, Section.DATES, Section.ANSWERS}  # the grade has words of its own
)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What settings are held against besides each other.

    `used_more` counts the people who have begun more attempts than a number; what the `course` says without the link
    is nothing that was set for this link in vain.
    """

    now: datetime
    used_more: Callable[[int], int]
    course: QuizSettings = field(default_factory=QuizSettings)


def find_cautions(
    module: Module, settings: QuizSettings, dates: Dates, circumstances: Circumstances
) -> Iterator[Contradiction]:
    """Everything that is odd about settings for this module (whole, with the course's own parts).

    `dates` are those that hold, whoever says them.
    """
    yield from _over(settings, circumstances.now)
    shaped = shape(module, settings)
    yield from _lessons(module, settings, shaped, circumstances.course)
    if shaped.quiz is None:
        yield from _without_quiz(module, settings, circumstances.course)
        return
    yield from _time(settings, dates, shaped.quiz, circumstances.now)
    yield from _answers(settings, dates)
    yield from _attempts(shaped.quiz, settings, circumstances)


def _over(settings: QuizSettings, now: datetime) -> Iterator[Contradiction]:
    """Dates that are past. That a quiz has opened is no wonder."""
    if settings.closes_at and settings.closes_at <= now:
        yield Contradiction("closes_at", N_("This is past, so the quiz would be closed at once."))
    if settings.due_at and settings.due_at <= now:
        yield Contradiction("due_at", N_("This is past, so whatever is handed in from now on would be late."))
    if settings.key_shown == KeyShown.FROM_DATE and settings.key_shown_from and settings.key_shown_from <= now:
        yield Contradiction("key_shown_from", N_("This is past, so the answers would be shown at once."))


def _lessons(module: Module, settings: QuizSettings, shaped: Module, course: QuizSettings) -> Iterator[Contradiction]:
    if settings.shows == Shows.WHOLE and module.lessons and not shaped.lessons:
        yield Contradiction("lessons", N_("No lesson is ticked, so the link would show the quiz alone."))
    if not shaped.lessons and settings.things_to_do != course.things_to_do:
        yield Contradiction("things_to_do", N_("The link shows no lesson, so this has no effect."))


def _without_quiz(module: Module, settings: QuizSettings, course: QuizSettings) -> Iterator[Contradiction]:
    if settings.graded_by == GradedBy.SCORE:
        yield Contradiction("graded_by", N_("The link shows no quiz, so nobody would get a grade."))
    for name, each in SETTINGS.items():
        is_set = getattr(settings, name) != getattr(course, name)
        if is_set and (each.about.section in OF_THE_QUIZ or name == "pass_percent") and module.quiz is not None:
            yield Contradiction(name, N_("The link shows no quiz, so this has no effect."))


def _time(settings: QuizSettings, dates: Dates, quiz: Quiz, now: datetime) -> Iterator[Contradiction]:
    left = _minutes_open(dates, now)
    if settings.time_limit_minutes is not None:
        yield from _limit(settings.time_limit_minutes, left, settings.grace_seconds, quiz)
    if settings.wait_minutes and left is not None and left <= settings.wait_minutes:
        wording = N_("The quiz closes before the wait is over (%(left)s min after it can be begun).")
        yield Contradiction("wait_minutes", wording, {"left": left})


def _limit(limit: int, left: int | None, grace_seconds: int, quiz: Quiz) -> Iterator[Contradiction]:
    if left is not None and left < limit:
        wording = N_("The quiz closes before the time limit is over (%(left)s min after it can be begun).")
        yield Contradiction("time_limit_minutes", wording, {"left": left})
    if limit * 60 < SECONDS_A_QUESTION * quiz.draw_count:
        wording = N_("That is little for %(items)s questions: not %(seconds)s seconds each.")
        yield Contradiction("time_limit_minutes", wording, {"items": quiz.draw_count, "seconds": SECONDS_A_QUESTION})
    if grace_seconds > limit * 60:
        yield Contradiction("grace_seconds", N_("The grace would be longer than the time limit."))


def _minutes_open(dates: Dates, now: datetime) -> int | None:
    """For how long the quiz can be begun, from now at the earliest; None where it does not close, or has closed."""
    begins = max(dates.opens_at or now, now)
    if dates.closes_at is None or dates.closes_at <= begins:
        return None
    return (dates.closes_at - begins) // _MINUTE


def _answers(settings: QuizSettings, dates: Dates) -> Iterator[Contradiction]:
    shown_from = settings.key_shown_from
    if settings.key_shown != KeyShown.FROM_DATE:
        if shown_from is not None:
            yield Contradiction("key_shown_from", N_("This has no effect: choose “From a date on” above, or empty it."))
        if dates.closes_at is not None:
            wording = N_("Whoever is done sees the answers before the quiz closes, and can pass them on.")
            yield Contradiction("key_shown", wording)
    elif shown_from is not None and dates.closes_at is not None and shown_from < dates.closes_at:
        yield Contradiction("key_shown_from", N_("The answers would be shown before the quiz closes."))
    elif shown_from is not None and dates.due_at is not None and shown_from < dates.due_at:
        yield Contradiction("key_shown_from", N_("The answers would be shown before the quiz is due."))


def _attempts(quiz: Quiz, settings: QuizSettings, circumstances: Circumstances) -> Iterator[Contradiction]:
    allowed = quiz.attempts if settings.attempts_allowed is None else settings.attempts_allowed
    if allowed in (None, NO_LIMIT):
        return
    people = circumstances.used_more(allowed)
    if people:
        wording = N_("People who have begun more attempts than that: %(people)s. What they did stays and counts.")
        yield Contradiction("attempts_allowed", wording, {"people": people})
