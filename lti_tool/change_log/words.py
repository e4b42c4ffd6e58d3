"""What was done in a course, in words: a sentence for each action of the audit log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from lti_tool.audit import Actor, ActorKind, CourseAction
from lti_tool.change_log.setting_words import Title, say_changes
from lti_tool.errors import N_
from lti_tool.placements.dates import DATES
from lti_tool.placements.picking.custom import read_moment
from lti_tool.placements.renewal import RENEWALS
from lti_tool.placements.words import UNSET
from lti_tool.templating import format_datetime, format_points, translate

WORDS: dict[str, str] = {
    CourseAction.MODULE_TAKEN_OFF: N_(
        "A module that was chosen and never opened was taken off the course page: %(module)s."
    ),
    CourseAction.MODULE_PUT_ON_AGAIN: N_("A module was put on the course page again: %(module)s."),
    CourseAction.MODULE_CHOSEN: N_("A link now shows another module: %(module)s."),
    CourseAction.LINK_SETTINGS_CHANGED: N_("Settings of %(link)s: %(changes)s"),
    CourseAction.COURSE_SETTINGS_CHANGED: N_("Settings of the whole course: %(changes)s"),
    CourseAction.COURSE_COPIED: N_(
        "The settings of the course that this one is a copy of were taken over. Links: %(links)s."
    ),
    CourseAction.ACCOMMODATION_SET: N_(
        "In every quiz of %(person)s: time × %(time_factor)s; more attempts: %(extra_attempts)s."
    ),
    CourseAction.OWN_DATES_SET: N_(
        "Dates of %(person)s alone, at %(place)s: opens %(opens_at)s, due %(due_at)s, closes %(closes_at)s."
    ),
    CourseAction.BRANCH_DATES_SET: N_(
        "Dates of branch %(branch)s, at %(place)s: opens %(opens_at)s, due %(due_at)s, closes %(closes_at)s."
    ),
    CourseAction.COUNTED_AS_LEARNER: N_("%(person)s, who was staff before, counts as a learner."),
    CourseAction.ATTEMPT_GRANTED: N_("%(person)s got one more attempt at %(link)s."),
    CourseAction.GRANT_TAKEN_BACK: N_("An attempt more that %(person)s had got at %(link)s was taken back."),
    CourseAction.ATTEMPT_REOPENED: N_(
        "Attempt %(number)s of %(person)s at %(link)s was opened again. Points that it had: %(points)s."
    ),
    CourseAction.ATTEMPT_CLOSED_AGAIN: N_(
        "Attempt %(number)s of %(person)s at %(link)s, which had been opened again, is handed in as it was."
    ),
    CourseAction.ATTEMPT_HANDED_IN_FOR: N_(
        "Attempt %(number)s of %(person)s at %(link)s was handed in for them. Points: %(points)s."
    ),
    CourseAction.ACCOMMODATIONS_IMPORTED: N_(
        "A list changed what people have of their own. People: %(people)s; rows left out: %(refused)s."
    ),
    CourseAction.ACCOMMODATIONS_PUT_BACK: N_(
        "What people have of their own was put back as it was before. People: %(people)s."
    ),
    CourseAction.ITEM_DROPPED: N_(
        "The question “%(item)s” was dropped. Attempts changed: %(scores_changed)s; kept as they were: %(kept)s."
    ),
    CourseAction.ANSWER_ACCEPTED: N_(
        "Another answer to the question “%(item)s” was accepted. Attempts changed: %(scores_changed)s."
    ),
    CourseAction.REGRADE_TAKEN_BACK: N_(
        "A ruling on the question “%(item)s” was taken back. Attempts changed: %(scores_changed)s."
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
    CourseAction.BRANCH_REMOVED: N_("Branch %(name)s was removed. People who were in it: %(people)s."),
    CourseAction.PEOPLE_MOVED: N_("People put in other branches by hand: %(people)s."),
    CourseAction.BRANCHES_IMPORTED: N_("People put in branches by a list: %(people)s; rows left out: %(refused)s."),
    CourseAction.BRANCH_PUT_BACK: N_("Branch %(name)s was put back. People: %(people)s; policies: %(policies)s."),
    CourseAction.PEOPLE_PUT_BACK: N_("People put back in the branches that they had been in: %(people)s."),
    CourseAction.POLICY_SAVED: N_("Local policy at “%(lesson)s” was written, for %(where)s."),
    CourseAction.POLICY_REMOVED: N_("Local policy at “%(lesson)s” was taken away, for %(where)s."),
    CourseAction.OWN_CONTENT_PUBLISHED: N_("Own content was published: “%(key)s”, version %(version)s."),
    CourseAction.OWN_CONTENT_TAKEN_OUT: N_("Own content was taken out: “%(key)s”."),
    CourseAction.OWN_DRAFT_DELETED: N_("A draft of the course's own was deleted: “%(title)s”."),
    CourseAction.OWN_CONTENT_COPIED: N_(
        "Own content of the course that this one is a copy of was taken over. Pieces: %(count)s."
    ),
    CourseAction.OWN_IMAGE_ADDED: N_("Picture %(key)s was added to the course's own."),
    CourseAction.OWN_IMAGE_REMOVED: N_("Picture %(key)s of the course's own was removed."),
    CourseAction.WORK_FORGOTTEN: N_(
        "What people had done here was deleted, because nobody had opened this course for so many days: %(days)s. "
        "People: %(people)s. Sums over many people stay."
    ),
    CourseAction.CERTIFICATE_REVOKED: N_("A certificate of %(person)s was revoked: %(title)s."),
    CourseAction.CERTIFICATE_RESTORED: N_("A certificate of %(person)s that was revoked is valid again: %(title)s."),
    CourseAction.RENEWAL_CHOSEN: N_("How often a certificate may be earned again: %(renewal_before)s → %(renewal)s."),
    CourseAction.TERM_BEGUN: N_("A new term began."),
    CourseAction.TERM_TAKEN_BACK: N_("A new term was taken back."),
    CourseAction.TERM_PLANNED: N_("A new term was planned: it begins by itself on %(begins_at)s."),
    CourseAction.TERM_PLAN_DROPPED: N_("A planned term was dropped: it would have begun on %(begins_at)s."),
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
EVERY_LINK = N_("every link of the course")
CODED = {"renewal_before": RENEWALS, "renewal": RENEWALS}
"""Facts that are codes, with the words for each."""
MOMENTS = {"begins_at"}
"""Facts that are moments, as ISO 8601 writes them."""
SAID_THEN = "said_then"
"""What an older version said of changes and nobody can read again: it is shown as it is."""
ACTORS: dict[str, str] = {
    ActorKind.OPERATOR: N_("The people who run this tool"),
    ActorKind.COMMAND: N_("The people who run this tool, by the command “%(via)s”"),
    ActorKind.INVITATION: N_("Somebody whom the people who run this tool invited"),
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
    if name in DATES and value:
        return format_datetime(read_moment(str(value)))
    if isinstance(value, (int, float)):
        return format_points(value)
    if name in MOMENTS and value:
        return format_datetime(datetime.fromisoformat(str(value)))
    if str(value) in CODED.get(name, ()):
        return translate(CODED[name][str(value)])
    return UNSET if value in (None, "") else str(value)
