"""All that the log can say was done. The values are stored: one that was released is never renamed."""

from __future__ import annotations

from enum import StrEnum


class CourseAction(StrEnum):
    """Done in one course: its instructors read it, so each has words in `change_log/words.py`."""

    MODULE_CHOSEN = "placement.module_chosen"
    MODULE_TAKEN_OFF = "course.module_taken_off"  # off the course page: chosen once, and never opened
    MODULE_PUT_ON_AGAIN = "course.module_put_on_again"
    LINK_SETTINGS_CHANGED = "placement.settings_changed"
    COURSE_SETTINGS_CHANGED = "course.settings_changed"
    COURSE_COPIED = "course.copied"
    ACCOMMODATION_SET = "accommodation.set"
    OWN_DATES_SET = "dates.set_for_person"
    BRANCH_DATES_SET = "dates.set_for_branch"
    COUNTED_AS_LEARNER = "person.counted_as_learner"
    ATTEMPT_GRANTED = "attempt.granted"
    GRANT_TAKEN_BACK = "attempt.grant_taken_back"
    ATTEMPT_REOPENED = "attempt.reopened"
    ATTEMPT_CLOSED_AGAIN = "attempt.closed_again"
    ATTEMPT_HANDED_IN_FOR = "attempt.handed_in_for"
    ACCOMMODATIONS_IMPORTED = "accommodation.list_imported"
    ACCOMMODATIONS_PUT_BACK = "accommodation.list_put_back"
    ITEM_DROPPED = "item.dropped"
    ANSWER_ACCEPTED = "item.answer_accepted"
    REGRADE_TAKEN_BACK = "item.ruling_taken_back"
    SCORES_SENT_AGAIN = "grades.sent_again"
    SCORE_REPLACED = "grades.replaced"
    COLUMN_MADE_ANEW = "grades.column_made_anew"
    ANSWERS_TAKEN = "answers.taken"  # every answer at a link, as a file
    SUMMARIES_REBUILT = "summaries.rebuilt"
    BRANCH_MADE = "branch.made"
    BRANCH_RENAMED = "branch.renamed"
    BRANCH_REMOVED = "branch.removed"
    PEOPLE_MOVED = "branch.people_moved"
    BRANCHES_IMPORTED = "branch.roster_imported"
    BRANCH_PUT_BACK = "branch.put_back"
    PEOPLE_PUT_BACK = "branch.people_put_back"
    POLICY_SAVED = "policy.saved"
    POLICY_REMOVED = "policy.removed"
    OWN_CONTENT_PUBLISHED = "own_content.published"
    OWN_CONTENT_TAKEN_OUT = "own_content.taken_out"
    OWN_DRAFT_DELETED = "own_content.draft_deleted"
    OWN_CONTENT_COPIED = "own_content.copied"
    OWN_IMAGE_ADDED = "own_image.added"
    OWN_IMAGE_REMOVED = "own_image.removed"
    WORK_FORGOTTEN = "course.work_forgotten"  # nobody had opened the course for the term that is set
    CERTIFICATE_REVOKED = "certificate.revoked"
    CERTIFICATE_RESTORED = "certificate.restored"
    RENEWAL_CHOSEN = "certificates.renewal_chosen"
    TERM_BEGUN = "course.term_begun"
    TERM_TAKEN_BACK = "course.term_taken_back"
    TERM_PLANNED = "course.term_planned"
    TERM_PLAN_DROPPED = "course.term_plan_dropped"
    CONTRIBUTION_SHOWN = "contribution.shown"
    CONTRIBUTION_DECLINED = "contribution.declined"
    WORK_CHECKED = "transfer.work_checked"
    DESK_OBSERVED = "transfer.observed"


class OperatorAction(StrEnum):
    """Done to the whole tool or to a platform: no page shows it."""

    REGISTRATION_ADDED = "registration.added"
    REGISTRATION_UPDATED = "registration.updated"
    REGISTRATION_CHANGE_PROPOSED = "registration.change_proposed"  # the old addresses stay until it is decided
    REGISTRATION_CHANGE_REFUSED = "registration.change_refused"
    REGISTRATION_ACTIVE = "registration.active"
    REGISTRATION_PENDING = "registration.pending"
    REGISTRATION_DISABLED = "registration.disabled"
    REGISTRATION_REMOVED = "registration.removed"
    SERVICE_HOST_ADDED = "registration.service_host_added"
    SERVICE_HOST_REMOVED = "registration.service_host_removed"
    REGISTRATION_MOVED = "registration.moved"
    DEPLOYMENT_ACTIVE = "deployment.active"
    DEPLOYMENT_PENDING = "deployment.pending"
    DEPLOYMENT_DISABLED = "deployment.disabled"
    DEPLOYMENT_ACCEPTED = "deployment.accepted"  # met at a launch, and let in at once
    DEPLOYMENT_WAITS = "deployment.waits"  # met at a launch, and kept for somebody to approve
    INVITATION_MADE = "invitation.made"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    KEY_ROTATED = "key.rotated"
    KEY_REMOVED = "key.removed"
    COORDINATOR_INVITED = "coordinator.invited"
    COORDINATOR_UNINVITED = "coordinator.uninvited"
    COORDINATOR_JOINED = "coordinator.joined"
    COORDINATOR_REMOVED = "coordinator.removed"
    PERSON_EXPORTED = "person.exported"
    PERSON_ERASED = "person.erased"
    ERASURE_DECLINED = "erasure.declined"
    TERMS_KEPT = "retention.ran"
    SCORES_DELIVERED = "grades.delivered"
    DATABASE_UPGRADED = "database.upgraded"
    DATABASE_COPIED = "database.copied"
    DATABASE_RESTORED = "database.restored"


Action = CourseAction | OperatorAction
