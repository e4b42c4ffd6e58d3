"""Why each table holds something of people, and who sees it; docs/privacy.md is written from this and the map.

How long, docs/operators.md says for every table. The person sees what is theirs, and an operator all of it: neither
is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Viewer(StrEnum):
    """Somebody other than the person, to whom a page shows it."""

    STAFF = "staff of the course"
    """Whoever may follow learners there: teaching assistants and instructors."""
    INSTRUCTORS = "instructors of the course"
    """Whoever may also change things there."""
    MENTORS = "mentors of the person, whom the LMS names"
    COURSE = "everybody in the course"
    COORDINATORS = "training coordinators, as counts"
    CODE_HOLDERS = "whoever has the certificate’s code"
    LMS = "the LMS"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is held, and who else sees it; `note` where they see only part of it."""

    why: str
    seen_by: tuple[Viewer, ...] = ()
    note: str = ""


STAFF, INSTRUCTORS, MENTORS, COURSE = Viewer.STAFF, Viewer.INSTRUCTORS, Viewer.MENTORS, Viewer.COURSE

PURPOSES: dict[str, Purpose] = {
    "accommodation_reasons": Purpose(
        "why somebody needs extra time or attempts, for those who decide on it", (INSTRUCTORS,)
    ),
    "accommodations": Purpose("extra time and attempts that somebody needs", (STAFF,)),
    "activity_states": Purpose("to go on where one stopped; what one wrote for oneself"),
    "agreements": Purpose("what somebody agreed on with their manager", (STAFF,), "only where the person shares it"),
    "attempt_grants": Purpose("one more attempt that somebody was given", (STAFF,)),
    "attempts": Purpose("to mark a quiz, and to show later what was asked and when", (STAFF,)),
    "audit_events": Purpose(
        "to say who changed what, and to answer complaints",
        (STAFF,),
        "lines of their course; of commands not the account",
    ),
    "branch_members": Purpose("which library somebody works in: its policies are shown, results by branch", (STAFF,)),
    "branch_moves": Purpose("to put people back in the branches that they were moved from", (INSTRUCTORS,)),
    "certificates": Purpose(
        "to print a certificate again, and to let others check it",
        (Viewer.CODE_HOLDERS, STAFF),
        "code holders: name, title, time and date of one that is valid, of others whether and when it was replaced or "
        "revoked; why one was revoked: the person, and instructors",
    ),
    "competency_tallies": Purpose(
        "what to read again; where a course has gaps", (STAFF, Viewer.COORDINATORS), "staff: of everybody in the course"
    ),
    "contexts": Purpose("a visit that belongs to no course of the LMS needs a place"),
    "contributions": Purpose(
        "links and ideas for colleagues",
        (STAFF, COURSE),
        "everybody: once let in, with a name only if its author wishes",
    ),
    "coordinator_invitations": Purpose("the operator’s own note on an invitation"),
    "coordinators": Purpose("who may see the report on all courses of an LMS"),
    "dates": Purpose("dates that apply to one person", (STAFF,)),
    "handed_in_for": Purpose("to say which attempts staff handed in for their learner, and who did", (STAFF,)),
    "delivery_tries": Purpose("to find out why a score did not arrive", (STAFF,)),
    "desk_checks": Purpose("what a colleague, mentor or instructor saw at somebody’s desk, or in their work", (STAFF,)),
    "desk_counts": Purpose("what one counts for oneself, before and after"),
    "earlier_lessons": Purpose("which lessons were done in earlier terms of a course", (STAFF,), "how many"),
    "earlier_progress": Purpose("how far somebody had come when an earlier term of a course ended", (STAFF,)),
    "erasure_requests": Purpose("to decide on a request, and to prove that it was answered"),
    "grade_checks": Purpose("where the gradebook differs from the scores that were sent", (STAFF,)),
    "item_tallies": Purpose("which questions work: sums over a course", (STAFF,)),
    "launches": Purpose("a visit: who, as what, where, with which session"),
    "learner_progress": Purpose(
        "how far somebody is, without reading every answer anew", (STAFF, MENTORS, Viewer.COORDINATORS)
    ),
    "lesson_completions": Purpose("which lessons are done", (STAFF, MENTORS), "how many"),
    "lesson_places": Purpose("to go on at the same step on another device"),
    "local_policies": Purpose("who last changed a library’s own words at a lesson"),
    "memberships": Purpose("what somebody may open in a course, and who is in it", (STAFF,)),
    "own_images": Purpose("who added a picture of a course’s own"),
    "own_versions": Purpose("who wrote a version of a course’s own question or lesson", (INSTRUCTORS,)),
    "policy_versions": Purpose("who wrote an earlier text of a library’s own words at a lesson", (INSTRUCTORS,)),
    "refresher_questions": Purpose("what was asked again and answered, so that the next refresher fits"),
    "refresher_rounds": Purpose(
        "which refreshers were taken; who took part where that is graded",
        (STAFF,),
        "rounds at a graded link, as a score",
    ),
    "registration_invitations": Purpose("the operator’s own note on an invitation"),
    "regrades": Purpose("who ruled on a question, and why"),
    "responses": Purpose("to mark a quiz and show what was answered", (STAFF,)),
    "score_deliveries": Purpose(
        "to bring a score to the gradebook, and to say whether it is there", (STAFF, Viewer.LMS)
    ),
    "time_tallies": Purpose("how long a module takes: sums over a course", (STAFF,)),
    "users": Purpose("whose results these are, and whose score the LMS is sent", (STAFF, MENTORS), "mentors: the name"),
    "work_samples": Purpose("real work, to be held against its module’s three lines", (STAFF,)),
}
