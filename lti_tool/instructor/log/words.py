"""What was done in a course, in words: a sentence for each action of the audit log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lti_tool.errors import N_
from lti_tool.placements.description import Kind, Setting
from lti_tool.placements.settings import SETTINGS
from lti_tool.placements.words import say_value
from lti_tool.templating import translate

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
    setting = SETTINGS.get(name)
    said = " → ".join(_name_value(setting, value, lesson_title) for value in values.split(" → "))
    return f"{translate(setting.about.called) if setting else name}: {said}"


def _name_value(setting: Setting | None, value: str, lesson_title: Callable[[str], str]) -> str:
    if setting is None or value == UNKNOWN:
        return value
    return say_value(setting, value.split(", ") if setting.kind == Kind.LESSONS else value, lesson_title)
