"""What was done in a course, in words: a sentence for each action of the audit log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from lti_tool.errors import N_
from lti_tool.placements.settings import Counting, GradedBy, KeyShown, Shows
from lti_tool.templating import format_datetime, translate

WORDS = {
    "placement.module_chosen": N_("A link shows another module now: %(module)s."),
    "placement.settings_changed": N_("Settings of %(link)s: %(changed)s"),
    "course.settings_changed": N_("Settings of the whole course: %(changed)s"),
    "course.copied": N_("The settings of the course that this one is a copy of were taken over: %(links)s links."),
    "accommodation.set": N_(
        "%(person)s has %(time_factor)s times the time and %(extra_attempts)s attempts more, in every quiz."
    ),
    "attempt.granted": N_("%(person)s got one attempt more at %(link)s."),
    "attempt.reopened": N_("Attempt %(number)s of %(person)s at %(link)s was opened again; it had %(points)s points."),
    "item.dropped": N_("Question %(item)s was dropped. Attempts changed: %(changed)s; kept as they were: %(kept)s."),
    "item.answer_accepted": N_("Another answer to question %(item)s was accepted. Attempts changed: %(changed)s."),
    "grades.sent_again": N_("Scores were sent again: %(count)s."),
    "grades.replaced": N_("The score of %(person)s at %(link)s was sent again, whatever the gradebook said."),
    "grades.column_made_anew": N_("The gradebook column of %(link)s was asked for anew; scores sent again: %(count)s."),
    "branch.made": N_("A branch was made: %(name)s."),
    "branch.renamed": N_("Branch %(before)s is called %(name)s now."),
    "branch.removed": N_("Branch %(name)s was removed; it had %(people)s people."),
    "branch.people_moved": N_("%(people)s people were put in other branches by hand."),
    "branch.roster_imported": N_("A list put %(people)s people in branches; rows left out: %(refused)s."),
    "policy.saved": N_("Local policy at “%(lesson)s” was written, for %(where)s."),
    "policy.removed": N_("Local policy at “%(lesson)s” was taken away, for %(where)s."),
    "own_content.published": N_("Own content %(key)s was published, version %(version)s."),
    "own_content.taken_out": N_("Own content %(key)s was taken out."),
    "own_content.copied": N_("Own content of the course that this one is a copy of was taken over: %(count)s pieces."),
    "contribution.shown": N_("A contribution was shown to everybody: %(title)s."),
    "contribution.declined": N_("A contribution was not shown, or taken down: %(title)s."),
}
_PLACES = re.compile(r"%\((\w+)\)s")
UNKNOWN = "–"
EVERYBODY = N_("everybody")
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
LESSONS = ("lessons_hidden", "lessons_order")
MOMENTS = ("opens_at", "due_at", "closes_at", "key_shown_from")


def say(action: str, facts: Mapping[str, object], lesson_title: Callable[[str], str] = str) -> str:
    """One event as a sentence; an action without one is shown by its name and facts."""
    wording = WORDS.get(action)
    if action.endswith(".settings_changed"):
        facts = {**facts, "changed": _name_settings(str(facts["changed"]), lesson_title) or UNKNOWN}
    if wording is None:
        return f"{action}: " + ", ".join(f"{name} {value}" for name, value in facts.items())
    return translate(wording, {name: facts.get(name, UNKNOWN) for name in _PLACES.findall(wording)})


def _name_settings(changed: str, lesson_title: Callable[[str], str]) -> str:
    """“counting: highest → latest; …” with each setting and each value called what its form calls it."""
    return "; ".join(_name_setting(*part.partition(": ")[::2], lesson_title) for part in changed.split("; ") if part)


def _name_setting(name: str, values: str, lesson_title: Callable[[str], str]) -> str:
    said = " → ".join(_name_value(name, value, lesson_title) for value in values.split(" → "))
    return f"{translate(SETTINGS.get(name, name))}: {said}"


def _name_value(name: str, value: str, lesson_title: Callable[[str], str]) -> str:
    if value == UNKNOWN:
        return value
    if name in LESSONS:
        return ", ".join(lesson_title(each) for each in value.split(", "))
    if name in MOMENTS:
        return format_datetime(datetime.fromisoformat(value))
    return translate(VALUES.get(name, {}).get(value, value))
