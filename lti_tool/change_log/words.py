"""What was done in a course, in words: a sentence for each action of the audit log."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lti_tool.audit import Actor, ActorKind, CourseAction
from lti_tool.change_log.setting_words import Title, say_changes
from lti_tool.errors import N_
from lti_tool.placements.renewal import RENEWALS
from lti_tool.placements.words import UNSET
from lti_tool.templating import format_points, translate

WORDS: dict[str, str] = {
    CourseAction.MODULE_TAKEN_OFF: N_(
        "A module that was chosen and never opened was taken off the course page: %(module)s."
    ),
    CourseAction.MODULE_CHOSEN: N_("A link now shows another module: %(module)s."),
    CourseAction.LINK_SETTINGS_CHANGED: N_("Settings of %(link)s: %(changes)s"),
    CourseAction.COURSE_SETTINGS_CHANGED: N_("Settings of the whole course: %(changes)s"),
    CourseAction.COURSE_COPIED: N_(
        "The settings of the course that this one is a copy of were taken over: %(links)s links."
    ),
    CourseAction.ACCOMMODATION_SET: N_(
        "%(person)s has %(time_factor)s times the time and %(extra_attempts)s more attempts, in every quiz."
    ),
    CourseAction.COUNTED_AS_LEARNER: N_("%(person)s, who was staff before, counts as a learner."),
    CourseAction.ATTEMPT_GRANTED: N_("%(person)s got one more attempt at %(link)s."),
    CourseAction.ATTEMPT_REOPENED: N_(
        "Attempt %(number)s of %(person)s at %(link)s was opened again; it had %(points)s points."
    ),
    CourseAction.ITEM_DROPPED: N_(
        "Question %(item)s was dropped. Attempts changed: %(scores_changed)s; kept as they were: %(kept)s."
    ),
    CourseAction.ANSWER_ACCEPTED: N_(
        "Another answer to question %(item)s was accepted. Attempts changed: %(scores_changed)s."
    ),
    CourseAction.SCORES_SENT_AGAIN: N_("Scores were sent again: %(count)s."),
    CourseAction.SCORE_REPLACED: N_("The score of %(person)s at %(link)s was sent again, whatever the gradebook said."),
    CourseAction.COLUMN_MADE_ANEW: N_(
        "A new gradebook column was requested for %(link)s; scores sent again: %(count)s."
    ),
    CourseAction.ANSWERS_TAKEN: N_("Every answer at %(link)s was taken along as a file."),
    CourseAction.SUMMARIES_REBUILT: N_("The figures of this course were recounted."),
    CourseAction.BRANCH_MADE: N_("A branch was added: %(name)s."),
    CourseAction.BRANCH_RENAMED: N_("Branch %(before)s is now called %(name)s."),
    CourseAction.BRANCH_REMOVED: N_("Branch %(name)s was removed; it had %(people)s people."),
    CourseAction.PEOPLE_MOVED: N_("%(people)s people were put in other branches by hand."),
    CourseAction.BRANCHES_IMPORTED: N_("A list put %(people)s people in branches; rows left out: %(refused)s."),
    CourseAction.POLICY_SAVED: N_("Local policy at “%(lesson)s” was written, for %(where)s."),
    CourseAction.POLICY_REMOVED: N_("Local policy at “%(lesson)s” was taken away, for %(where)s."),
    CourseAction.OWN_CONTENT_PUBLISHED: N_("Own content %(key)s was published, version %(version)s."),
    CourseAction.OWN_CONTENT_TAKEN_OUT: N_("Own content %(key)s was taken out."),
    CourseAction.OWN_CONTENT_COPIED: N_(
        "Own content of the course that this one is a copy of was taken over: %(count)s pieces."
    ),
    CourseAction.OWN_IMAGE_ADDED: N_("Picture %(key)s was added to the course's own."),
    CourseAction.OWN_IMAGE_REMOVED: N_("Picture %(key)s of the course's own was removed."),
    CourseAction.WORK_FORGOTTEN: N_(
        "What %(people)s people had done here was deleted, because nobody had opened this course for %(days)s days. "
        "Sums over many people stay."
    ),
    CourseAction.CERTIFICATE_REVOKED: N_("A certificate of %(person)s was revoked: %(title)s."),
    CourseAction.CERTIFICATE_RESTORED: N_("A certificate of %(person)s that was revoked is valid again: %(title)s."),
    CourseAction.RENEWAL_CHOSEN: N_("How often a certificate may be earned again: %(renewal_before)s → %(renewal)s."),
    CourseAction.TERM_BEGUN: N_("A new term began."),
    CourseAction.TERM_TAKEN_BACK: N_("A new term was taken back."),
    CourseAction.CONTRIBUTION_SHOWN: N_("A contribution was shown to everybody: %(title)s."),
    CourseAction.CONTRIBUTION_DECLINED: N_("A contribution was not shown, or taken down: %(title)s."),
    CourseAction.WORK_CHECKED: N_(
        "Work of %(person)s for %(module_title)s was held against its three lines: %(met)s met."
    ),
    CourseAction.DESK_OBSERVED: N_(
        "%(person)s was watched at the desk, for %(module_title)s: %(met)s of three lines seen."
    ),
}
_PLACES = re.compile(r"%\((\w+)\)s")
EVERYBODY = N_("everybody")
CODED = {"renewal_before": RENEWALS, "renewal": RENEWALS}
"""Facts that are codes, with the words for each."""
SAID_THEN = "said_then"
"""What an older version said of changes and nobody can read again: it is shown as it is."""
ACTORS: dict[str, str] = {
    ActorKind.OPERATOR: N_("The people who run this tool"),
    ActorKind.COMMAND: N_("The people who run this tool, by the command “%(via)s”"),
    ActorKind.INVITATION: N_("Somebody with invitation %(id)s"),
    ActorKind.PLATFORM: N_("The LMS %(name)s"),
    ActorKind.TOOL: N_("This tool, by itself"),
}


def say_actor(actor: Actor, names: Mapping[int, str]) -> str:
    """Whoever did it: a person by name, where they are one of `names`; others by what they are.

    Under which account a command ran is the operators' own business.
    """
    if actor.kind == ActorKind.USER:
        return names.get(actor.id or 0, UNSET)
    kind = ActorKind.OPERATOR if actor.kind == ActorKind.COMMAND and not actor.via else actor.kind
    wording = ACTORS.get(kind)
    if wording is None:
        return actor.name or UNSET
    return translate(wording, {"via": f"lti-tool {actor.via}", "id": actor.id, "name": actor.name})


def say(action: str, facts: Mapping[str, object], lesson_title: Title = str) -> str:
    """One event as a sentence; an action without one is shown by its name and facts."""
    wording = WORDS.get(action)
    if wording is None:
        return f"{action}: " + ", ".join(f"{name} {value}" for name, value in facts.items())
    return translate(wording, {name: _say_fact(name, facts, lesson_title) for name in _PLACES.findall(wording)})


def _say_fact(name: str, facts: Mapping[str, object], lesson_title: Title) -> str:
    value = facts.get(name)
    if isinstance(value, Mapping):
        parts = (say_changes(value, lesson_title), str(facts.get(SAID_THEN, "")))
        return "; ".join(filter(None, parts)) or UNSET
    if isinstance(value, (int, float)):
        return format_points(value)
    if str(value) in CODED.get(name, ()):
        return translate(CODED[name][str(value)])
    return UNSET if value in (None, "") else str(value)
