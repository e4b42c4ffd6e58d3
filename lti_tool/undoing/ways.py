"""Which change is taken back how; and of each that is not, why not, and where what can be done is done."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.audit import AuditEvent
from lti_tool.audit import CourseAction as Done
from lti_tool.authoring.models import OwnContent
from lti_tool.branches.models import Branch
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.undoing import branches, dates, grants, modules, people, people_list, reopened, rulings, settings
from lti_tool.undoing.finding import find_link, find_member, number_in
from lti_tool.undoing.offer import NO_LINK, NO_PERSON, Elsewhere, Look, Offer, Said, refused

WAYS: dict[str, Look] = {
    Done.MODULE_TAKEN_OFF: modules.look_at_taken_off,
    Done.MODULE_CHOSEN: modules.look_at_choice,
    Done.LINK_SETTINGS_CHANGED: settings.look_at_link,
    Done.COURSE_SETTINGS_CHANGED: settings.look_at_course,
    Done.ACCOMMODATION_SET: people.look,
    Done.ACCOMMODATIONS_IMPORTED: people_list.look,
    Done.ACCOMMODATIONS_PUT_BACK: people_list.look,
    Done.OWN_DATES_SET: dates.look,
    Done.BRANCH_DATES_SET: dates.look,
    Done.ATTEMPT_GRANTED: grants.look,
    Done.ATTEMPT_REOPENED: reopened.look,
    Done.ITEM_DROPPED: rulings.look,
    Done.ANSWER_ACCEPTED: rulings.look,
    Done.BRANCH_RENAMED: branches.look_at_name,
    Done.BRANCH_REMOVED: branches.look_at_removal,
    Done.PEOPLE_MOVED: branches.look_at_moves,
    Done.BRANCHES_IMPORTED: branches.look_at_moves,
    Done.PEOPLE_PUT_BACK: branches.look_at_moves,
    Done.RENEWAL_CHOSEN: modules.look_at_renewal,
}
_SENT = N_(
    "What was sent to your LMS is in its gradebook. A score that should be another one has to be earned or ruled."
)
_NO_BRANCH = N_("Remove the branch under Branches: you see there how many people it has, and it can be put back.")
_POLICY = N_("Earlier texts are listed on the policy's own page, and any of them can be put back there.")
_OWN = N_("Its page shows every version. Show an earlier one from there, or take it out.")
_CERTIFICATE = N_("A certificate is revoked, and made valid again, on its own page under the person.")
_CONTRIBUTION = N_("What is shown and what is not is decided under Community, and can be decided anew there.")
_AT_DESK = N_("What somebody saw of another's work stays as they saw it.")
_ATTEMPT = N_("Open the attempt again on its own page, under the person.")
NO_ATTEMPT = N_("The attempt is no longer there.")
_TERM = N_("A planned term is planned anew, or dropped, in the settings of the whole course.")
WHY_NOT: dict[str, tuple[str, str]] = {
    "answers.taken": (N_("A file that was taken along is with whoever took it."), ""),
    "course.term_planned": (_TERM, "instructor.course_settings"),
    "course.term_plan_dropped": (_TERM, "instructor.course_settings"),
    "own_content.draft_deleted": (N_("The draft was deleted, and nothing of it is kept."), "instructor.own_content"),
    Done.MODULE_PUT_ON_AGAIN: (N_("Take the module off the course page again there."), "instructor.grid"),
    Done.COURSE_COPIED: (
        N_("Each link has its settings by now, and they may have been used. Change those that should be others."),
        "instructor.settings",
    ),
    Done.COUNTED_AS_LEARNER: (
        N_("What this person did since counts as a learner's. Their role is given by your LMS: change it there."),
        "",
    ),
    Done.GRANT_TAKEN_BACK: (N_("Give the attempt again on the person's page."), "instructor.grid"),
    Done.REGRADE_TAKEN_BACK: (N_("Rule on the question again, on its own page: you see there what that changes."), ""),
    Done.SCORES_SENT_AGAIN: (_SENT, "instructor.grade_sync"),
    Done.SCORE_REPLACED: (_SENT, "instructor.grade_sync"),
    Done.COLUMN_MADE_ANEW: (N_("The new column is in your LMS, with its scores. Delete it there."), ""),
    Done.SUMMARIES_REBUILT: (N_("The figures say what the attempts say; there is nothing to put back."), ""),
    Done.BRANCH_MADE: (_NO_BRANCH, "instructor.branches"),
    Done.BRANCH_PUT_BACK: (_NO_BRANCH, "instructor.branches"),
    Done.OWN_CONTENT_COPIED: (N_("Take out each piece that should not be shown."), "instructor.own_content"),
    Done.OWN_IMAGE_ADDED: (N_("Remove the picture under Own content."), "instructor.own_content"),
    Done.OWN_IMAGE_REMOVED: (
        N_("The picture was deleted, and nothing of it is kept. Add it anew."),
        "instructor.own_content",
    ),
    Done.WORK_FORGOTTEN: (N_("What was deleted because its term was over is not kept anywhere here."), ""),
    Done.CERTIFICATE_REVOKED: (_CERTIFICATE, "instructor.grid"),
    Done.CERTIFICATE_RESTORED: (_CERTIFICATE, "instructor.grid"),
    Done.TERM_BEGUN: (
        N_("The beginning of the present term is taken back in the settings of the whole course."),
        "instructor.course_settings",
    ),
    Done.TERM_TAKEN_BACK: (
        N_("Begin a term anew in the settings of the whole course: it then begins today."),
        "instructor.course_settings",
    ),
    Done.CONTRIBUTION_SHOWN: (_CONTRIBUTION, "instructor.community"),
    Done.CONTRIBUTION_DECLINED: (_CONTRIBUTION, "instructor.community"),
    Done.WORK_CHECKED: (_AT_DESK, ""),
    Done.DESK_OBSERVED: (_AT_DESK, ""),
}
NO_WAY = N_("There is no way to take this back here.")


def look(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What taking a change back would do now, or why it cannot be done."""
    if way := WAYS.get(event.action):
        return way(session, launch, event, wanted)
    if way := _ELSEWHERE.get(event.action):
        return way(session, launch, event, wanted)
    wording, endpoint = WHY_NOT.get(event.action, (NO_WAY, ""))
    return refused(wording, endpoint)


def _at_policy(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """The page with the earlier texts; of a branch that is gone, the list of policies."""
    number, facts = number_in(event, "branch"), event.told
    branch = session.get(Branch, number) if number else None
    is_here = branch is not None and branch.context_id == launch.context_id
    if facts.get("where") and not is_here:
        return refused(_POLICY, "instructor.policies")
    values = {"lesson_id": str(facts.get("lesson")), "branch": number or None}
    return Offer(problems=[Said(_POLICY)], elsewhere=Elsewhere("instructor.policy_versions", values))


def _at_own(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """The page of an own question or lesson, at the version that learners met before."""
    facts = event.told
    found = session.scalars(select(OwnContent).filter_by(context_id=launch.context_id, key=str(facts.get("key"))))
    own = found.one_or_none()
    if own is None:
        return refused(N_("This question or lesson is no longer there."), "instructor.own_content")
    values = {"own_id": own.id, "version": facts.get("before") or facts.get("version")}
    return Offer(problems=[Said(_OWN)], elsewhere=Elsewhere("instructor.edit_own", values))


def _at_attempt(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """The page of an attempt that was handed in, on which it is opened again; its person's, where it is gone."""
    placement, member = find_link(session, launch, event), find_member(session, launch, event)
    if placement is None:
        return refused(NO_LINK)
    if member is None:
        return refused(NO_PERSON)
    number = number_in(event, "number")
    theirs = select(Attempt.id).filter_by(placement_id=placement.id, user_id=member.user_id, number=number)
    attempt_id = session.scalars(theirs.where(Attempt.is_preview.is_(False))).one_or_none()
    if attempt_id is None:
        return refused(NO_ATTEMPT)
    values = {"user_id": member.user_id, "attempt_id": attempt_id}
    return Offer(problems=[Said(_ATTEMPT)], elsewhere=Elsewhere("instructor.attempt", values))


_ELSEWHERE: dict[str, Look] = {
    Done.ATTEMPT_HANDED_IN_FOR: _at_attempt,
    Done.ATTEMPT_CLOSED_AGAIN: _at_attempt,
    Done.POLICY_SAVED: _at_policy,
    Done.POLICY_REMOVED: _at_policy,
    Done.OWN_CONTENT_PUBLISHED: _at_own,
    Done.OWN_CONTENT_TAKEN_OUT: _at_own,
}
MAY_HELP = WAYS.keys() | _ELSEWHERE.keys() | WHY_NOT.keys()
