"""Changes of settings in words: each setting and each value is called what its form calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import get_args

from pydantic import AwareDatetime

from lti_tool.errors import N_
from lti_tool.placements.settings import Counting, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.templating import format_datetime, format_points, translate

NOTHING = "–"
SETTINGS = {
    "shows": N_("what the link shows"),
    "lessons_hidden": N_("lessons hidden"),
    "lessons_order": N_("order of lessons"),
    "items": N_("questions in an attempt"),
    "pass_percent": N_("pass mark in percent"),
    "graded_by": N_("what the grade is"),
    "completion_percent": N_("percent for the lessons"),
    "attempts_allowed": N_("attempts allowed"),
    "counting": N_("which attempt counts"),
    "wait_minutes": N_("minutes to wait"),
    "opens_at": N_("opens"),
    "due_at": N_("due"),
    "closes_at": N_("closes"),
    "time_limit_minutes": N_("time limit in minutes"),
    "grace_seconds": N_("seconds of grace"),
    "key_shown": N_("when answers are shown"),
    "key_shown_from": N_("answers shown from"),
}
VALUES: dict[str, Mapping[str, str]] = {  # as the form says them
    "shows": {
        Shows.WHOLE: N_("The whole module"),
        Shows.LESSONS: N_("The lessons alone"),
        Shows.QUIZ: N_("The quiz alone"),
        Shows.SURVEY: N_("The survey alone, with the lesson that asks it"),
    },
    "graded_by": {
        GradedBy.SCORE: N_("The quiz score"),
        GradedBy.COMPLETION: N_("The share of lessons done"),
        GradedBy.BOTH: N_("Both, weighted"),
    },
    "counting": {
        Counting.HIGHEST: N_("The highest"),
        Counting.LATEST: N_("The latest"),
        Counting.FIRST: N_("The first"),
        Counting.AVERAGE: N_("The average of all"),
    },
    "key_shown": {
        KeyShown.AFTER_ATTEMPT: N_("After each attempt"),
        KeyShown.AFTER_ATTEMPTS: N_("When their attempts are used up, or the quiz has closed"),
        KeyShown.FROM_DATE: N_("From a date on"),
    },
}
MOMENTS = {name for name, field in QuizSettings.model_fields.items() if AwareDatetime in get_args(field.annotation)}
Title = Callable[[str], str]


def say_changes(changes: Mapping[str, object], lesson_title: Title) -> str:
    """“which attempt counts: The highest → The latest; …”, in the form's order: Postgres keeps none.

    A change is what was and what is now; one that could not be read again is a text, and is shown as it was said then.
    """
    return "; ".join(
        f"{translate(SETTINGS.get(name, name))}: {_say_change(name, change, lesson_title)}"
        for name, change in sorted(changes.items(), key=_place)
    )


def _place(change: tuple[str, object]) -> int:
    """Where the form has a setting; at the end where it has it no more."""
    return list(SETTINGS).index(change[0]) if change[0] in SETTINGS else len(SETTINGS)


def _say_change(name: str, change: object, lesson_title: Title) -> str:
    if not isinstance(change, list):
        return str(change)
    return " → ".join(_say_value(name, value, lesson_title) for value in change)


def _say_value(name: str, value: object, lesson_title: Title) -> str:
    if value is None or value == []:
        return NOTHING
    if isinstance(value, list):
        return ", ".join(lesson_title(str(each)) for each in value)
    if isinstance(value, (int, float)):
        return format_points(value)
    if name in MOMENTS:
        return format_datetime(datetime.fromisoformat(str(value)))
    return translate(VALUES.get(name, {}).get(str(value), str(value)))
