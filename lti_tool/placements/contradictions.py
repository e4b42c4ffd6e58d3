"""Settings that contradict each other, or the module they are for: found before they are kept, told field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lti_tool.content.model.module import Module
from lti_tool.content.model.quiz import Quiz
from lti_tool.errors import N_
from lti_tool.placements.dates import Dates, Said, Source, dates_that_hold
from lti_tool.placements.settings import NO_LIMIT, SETTINGS, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.placements.shaping import has_survey, shape
from lti_tool.quizzes.resizing import largest

_AFTER_THE_LMS = {
    "opens_at": N_("Your LMS opens this only on %(when)s."),
    "due_at": N_("In your LMS this is due on %(when)s."),
}
_BEFORE_THE_LMS = {
    "due_at": N_("In your LMS this is due on %(when)s already."),
    "closes_at": N_("Your LMS closes this on %(when)s already."),
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be, in words for the translators' catalogue, at the place in the form where it can be fixed."""

    place: str
    wording: str
    params: Mapping[str, object] = field(default_factory=dict)


def find_contradictions(module: Module, settings: QuizSettings, said: Iterable[Said] = ()) -> Iterator[Contradiction]:
    """Everything that cannot be at a link that shows this module (whole, with the course's own parts).

    `said` is what others say of its dates, such as the LMS.
    """
    dates = dates_that_hold([*said, Said(Source.LINK, *settings.dates())], settings)
    yield from contradictions_within(settings)
    yield from _with_the_lms(settings, dates)
    if problem := _parts(module, settings):
        yield problem
        return
    yield from _lessons(module, settings)
    yield from _quiz(module, settings, dates)
    yield from _grade(shape(module, settings), settings)


def contradictions_within(settings: QuizSettings) -> Iterator[Contradiction]:
    """What cannot be whatever the module is."""
    if settings.attempts_allowed == 1 and settings.wait_minutes:
        yield Contradiction("wait_minutes", N_("With one attempt there is nothing to wait for: type 0."))
    yield from _dates(*settings.dates())
    if settings.key_shown == KeyShown.FROM_DATE:
        yield from _key_shown_from(settings.key_shown_from, settings.opens_at)


def _with_the_lms(settings: QuizSettings, dates: Dates) -> Iterator[Contradiction]:
    """A date that holds here against one of the LMS's that holds: told at the one that can be changed here."""
    for earlier, later in (("opens_at", "due_at"), ("due_at", "closes_at"), ("opens_at", "closes_at")):
        before, after = getattr(dates, earlier), getattr(dates, later)
        if before is None or after is None or not _is_wrong_way_round(before, after, "due_at" in (earlier, later)):
            continue
        said_by = dates.sources[earlier], dates.sources[later]
        if said_by == (Source.LMS, Source.LINK):
            yield Contradiction(later, _AFTER_THE_LMS[earlier], {"when": before})
        if said_by == (Source.LINK, Source.LMS):
            yield Contradiction(earlier, _BEFORE_THE_LMS[later], {"when": after})
    if dates.opens_at and dates.sources["opens_at"] == Source.LMS and _is_key_shown_before(settings, dates.opens_at):
        yield Contradiction("key_shown_from", _AFTER_THE_LMS["opens_at"], {"when": dates.opens_at})


def _is_wrong_way_round(before: datetime, after: datetime, may_be_equal: bool) -> bool:
    return before > after or (before == after and not may_be_equal)


def _is_key_shown_before(settings: QuizSettings, at: datetime) -> bool:
    shown_from = settings.key_shown_from if settings.key_shown == KeyShown.FROM_DATE else None
    return shown_from is not None and shown_from < at


def without_contradictions(settings: QuizSettings) -> QuizSettings:
    """The settings, but for what contradicts others whatever the module is: that is as if it were not set."""
    place = next((each.place for each in contradictions_within(settings)), None)
    if place is None or getattr(settings, place) == SETTINGS[place].default:
        return settings
    return without_contradictions(settings.model_copy(update={place: SETTINGS[place].default}))


def _dates(opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None) -> Iterator[Contradiction]:
    if opens_at and closes_at and closes_at <= opens_at:
        yield Contradiction("closes_at", N_("The quiz would close before it opens."))
    if due_at and closes_at and due_at > closes_at:
        yield Contradiction("due_at", N_("The quiz would be due after it closes."))
    elif due_at and opens_at and due_at < opens_at:
        yield Contradiction("due_at", N_("The quiz would be due before it opens."))


def _key_shown_from(shown_from: datetime | None, opens_at: datetime | None) -> Iterator[Contradiction]:
    if shown_from is None:
        yield Contradiction("key_shown_from", N_("Choose the date from which the answers are shown."))
    elif opens_at and shown_from < opens_at:
        yield Contradiction("key_shown_from", N_("The answers would be shown before the quiz opens."))


def _parts(module: Module, settings: QuizSettings) -> Contradiction | None:
    if settings.shows == Shows.QUIZ and module.quiz is None:
        return Contradiction("shows", N_("This module has no quiz to show."))
    if settings.shows == Shows.LESSONS and not module.lessons:
        return Contradiction("shows", N_("This module has no lessons to show."))
    if settings.shows == Shows.SURVEY and not any(has_survey(lesson) for lesson in module.lessons):
        return Contradiction("shows", N_("No lesson of this module has a survey."))
    return None


def _lessons(module: Module, settings: QuizSettings) -> Iterator[Contradiction]:
    shaped = shape(module, settings)
    if not shaped.lessons and shaped.quiz is None:
        yield Contradiction("lessons", N_("The link would show nothing: show one lesson at least."))


def _quiz(module: Module, settings: QuizSettings, dates: Dates) -> Iterator[Contradiction]:
    quiz = shape(module, settings).quiz
    if quiz is None or module.quiz is None:
        return
    most = largest(module.quiz)
    if settings.items is not None and settings.items > most:
        yield Contradiction("items", N_("One attempt can have at most %(most)s questions."), {"most": most})
    if settings.attempts_allowed is None and quiz.attempts == 1 and settings.wait_minutes:
        yield Contradiction(
            "wait_minutes", N_("The module allows one attempt, so there is nothing to wait for: type 0.")
        )
    yield from _limit_in_window(settings, dates)
    if settings.key_shown == KeyShown.AFTER_ATTEMPTS and _is_endless(quiz, settings, dates):
        yield Contradiction(
            "key_shown",
            N_("With unlimited attempts and no closing time, nobody would ever see the answers."),
        )


def _is_endless(quiz: Quiz, settings: QuizSettings, dates: Dates) -> bool:
    allowed = quiz.attempts if settings.attempts_allowed is None else settings.attempts_allowed
    return allowed in (None, NO_LIMIT) and dates.closes_at is None


def _limit_in_window(settings: QuizSettings, dates: Dates) -> Iterator[Contradiction]:
    if dates.closes_at is None or dates.opens_at is None or settings.time_limit_minutes is None:
        return
    window = dates.closes_at - dates.opens_at
    if timedelta() < window < timedelta(minutes=settings.time_limit_minutes):
        wording = N_("The quiz is open for %(minutes)s min only, which is less than this limit.")
        yield Contradiction("time_limit_minutes", wording, {"minutes": window // timedelta(minutes=1)})


def _grade(shaped: Module, settings: QuizSettings) -> Iterator[Contradiction]:
    if settings.graded_by != GradedBy.SCORE and not shaped.lessons:
        yield Contradiction("graded_by", N_("The link shows no lessons, so there is nothing to complete."))
    elif settings.graded_by == GradedBy.BOTH and shaped.quiz is None:
        yield Contradiction("graded_by", N_("The link shows no quiz, so there is no score to weigh."))
