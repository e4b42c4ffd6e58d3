"""A link's settings in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.errors import N_
from lti_tool.placements.dates import DATES, Dates
from lti_tool.placements.picking.description import Kind, Setting
from lti_tool.placements.settings import NO_LIMIT, SETTINGS, Counting, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.templating import format_datetime, format_points, translate

UNSET = "–"
_COUNTING_WORDS = {
    Counting.HIGHEST: N_("The best attempt counts."),
    Counting.LATEST: N_("The latest attempt counts."),
    Counting.FIRST: N_("The first attempt counts."),
    Counting.AVERAGE: N_("The average of all attempts counts."),
}


def describe_counting(counting: Counting) -> str:
    """Which attempt counts, as a sentence for learners and instructors alike."""
    return translate(_COUNTING_WORDS[counting])


def describe_settings(settings: QuizSettings, dates: Dates, described: Mapping[str, Setting] = SETTINGS) -> list[str]:
    """What an instructor set, and the dates that hold, one phrase each; nothing where all is as the module says."""
    settings = settings.model_copy(update={name: getattr(dates, name) for name in DATES})
    return [words for each in described.values() if (words := _phrase(each, settings))]


def say_value(setting: Setting, value: Any, lesson_title: Callable[[str], str] = str) -> str:
    """A value of a setting as its form says it; it may be as rows keep it, too."""
    if value is None or value in ((), []):
        return UNSET
    if setting.kind == Kind.LESSONS:
        return ", ".join(lesson_title(each) for each in value)
    if setting.kind == Kind.NUMBER:
        return format_points(value)
    if setting.kind == Kind.MOMENT:
        return format_datetime(value if isinstance(value, datetime) else datetime.fromisoformat(value))
    return translate(setting.about.words.get(value, str(value)))


def describe_grade(settings: QuizSettings) -> str:
    """What the grade is made of, for learners and instructors; empty where it is simply the quiz score."""
    if settings.graded_by == GradedBy.COMPLETION:
        return str(_("The grade is the share of lessons done."))
    if settings.graded_by == GradedBy.BOTH:
        return str(_("Lessons done are %(percent)s %% of the grade.", percent=settings.completion_percent))
    return ""


def describe_accommodation(time_factor: float, extra_attempts: int) -> str:
    """What one person was granted, in a few words; empty where nothing."""
    parts = [
        _("%(factor)s× the time", factor=format_points(time_factor)) if time_factor > 1 else "",
        ngettext("%(num)d more attempt", "%(num)d more attempts", extra_attempts) if extra_attempts else "",
    ]
    return ", ".join(part for part in parts if part)


_SHOWN_WORDS = {
    Shows.LESSONS: N_("the lessons alone"),
    Shows.QUIZ: N_("the quiz alone"),
    Shows.SURVEY: N_("the survey alone"),
}
_KEY_WORDS = {
    KeyShown.AFTER_ATTEMPTS: N_("answers shown when the attempts are used up"),
    KeyShown.FROM_DATE: N_("answers shown from a date"),
}


def _phrase(setting: Setting, settings: QuizSettings) -> str:
    value = getattr(settings, setting.name)
    if value == setting.default or setting.name in _NOT_LISTED:
        return ""
    if phrase := _PHRASES.get(setting.name):
        return phrase(settings)
    return f"{translate(setting.about.called)}: {say_value(setting, value)}"


def _attempts(settings: QuizSettings) -> str:
    allowed = settings.attempts_allowed or NO_LIMIT
    if allowed == NO_LIMIT:
        return str(_("unlimited attempts"))
    return str(ngettext("%(num)d attempt allowed", "%(num)d attempts allowed", allowed))


_NOT_LISTED = {
    "lessons_order",
    "completion_percent",
    "counting",
    "grace_seconds",
    "key_shown_from",
    "lms_dates",
}  # said elsewhere, or of no weight here
_PHRASES: Mapping[str, Callable[[QuizSettings], str]] = {  # where “setting: value” would read badly
    "shows": lambda its: translate(_SHOWN_WORDS[its.shows]),
    "lessons_hidden": lambda its: ngettext("%(num)d lesson hidden", "%(num)d lessons hidden", len(its.lessons_hidden)),
    "items": lambda its: ngettext("%(num)d question", "%(num)d questions", its.items or 0),
    "graded_by": describe_grade,
    "pass_percent": lambda its: _("pass mark %(percent)s %%", percent=its.pass_percent),
    "attempts_allowed": _attempts,
    "wait_minutes": lambda its: ngettext(
        "%(num)d minute to wait between attempts", "%(num)d minutes to wait", its.wait_minutes
    ),
    "opens_at": lambda its: _("opens %(moment)s", moment=format_datetime(its.opens_at)),
    "due_at": lambda its: _("due %(moment)s", moment=format_datetime(its.due_at)),
    "closes_at": lambda its: _("closes %(moment)s", moment=format_datetime(its.closes_at)),
    "time_limit_minutes": lambda its: ngettext(
        "%(num)d minute for the quiz", "%(num)d minutes for the quiz", its.time_limit_minutes or 0
    ),
    "key_shown": lambda its: translate(_KEY_WORDS[its.key_shown]),
}
