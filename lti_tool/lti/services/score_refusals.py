"""Why a platform takes no score for somebody, in its own dialect: status and words → what they mean.

AGS 2.0 leaves status and words of a refusal to the platform. Each row says where its words come from; they are sought,
in small letters, anywhere in what the platform said. A row without words is a platform's only meaning of its status.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ScoreRefusal(StrEnum):
    """What a refusal means for a score; the codes are stored."""

    NOT_GRADED_HERE = "not_graded_here"
    NOT_KNOWN_THERE = "person_not_known_there"
    ROLE_NOT_GRADED = "role_not_graded"
    NO_STUDENT_OR_UNPUBLISHED = "no_student_or_unpublished"
    ASSIGNMENT_UNPUBLISHED = "assignment_unpublished"
    COURSE_CONCLUDED = "course_concluded"
    ATTEMPTS_USED_UP = "attempts_used_up"
    NOT_ALLOWED = "grading_not_allowed"
    COLUMN_GONE = "gradebook_column_gone"


@dataclass(frozen=True, slots=True)
class Row:
    """One way in which one platform says no."""

    platform: str
    status: int
    words: str
    meaning: ScoreRefusal
    source: str


MOODLE, CANVAS, BRIGHTSPACE, BLACKBOARD, SAKAI = "Moodle", "Canvas", "Brightspace", "Blackboard", "Sakai"
_MOODLES_SCORES = (
    "https://github.com/moodle/moodle/blob/MOODLE_401_STABLE/"
    "mod/lti/service/gradebookservices/classes/local/resources/scores.php"
)
_CANVASS_CODES = "https://github.com/instructure/canvas-lms/blob/master/doc/api/assignment_tools.md"
_SEEN_BY_HYPOTHESIS = (
    "https://github.com/hypothesis/lms/blob/066f87ab23617f801d5b184b3d01f1e1474c588e/lms/services/lti_grading/_v13.py"
)
_SAKAIS_SERVLET = (
    "https://github.com/sakaiproject/sakai/blob/master/lti/lti-blis/src/java/org/sakaiproject/lti13/LTI13Servlet.java"
)

ROWS = (
    Row(MOODLE, 400, "incorrect score received", ScoreRefusal.NOT_GRADED_HERE, _MOODLES_SCORES),
    Row(MOODLE, 403, "line item does not exist", ScoreRefusal.COLUMN_GONE, _MOODLES_SCORES),
    Row(MOODLE, 404, "not found: grade item", ScoreRefusal.COLUMN_GONE, _MOODLES_SCORES),
    Row(
        CANVAS,
        422,
        "user not found in course or is not a student",
        ScoreRefusal.NO_STUDENT_OR_UNPUBLISHED,
        "https://github.com/PrairieLearn/PrairieLearn/issues/11292",
    ),
    Row(CANVAS, 422, "this course has concluded", ScoreRefusal.COURSE_CONCLUDED, _CANVASS_CODES),
    Row(CANVAS, 422, "maximum number of allowed attempts", ScoreRefusal.ATTEMPTS_USED_UP, _CANVASS_CODES),
    *(
        Row(
            CANVAS,
            status,
            "this assignment is still unpublished",
            ScoreRefusal.ASSIGNMENT_UNPUBLISHED,
            "https://github.com/instructure/canvas-lms/issues/1964",  # which does not tell the status
        )
        for status in (400, 422)
    ),
    Row(CANVAS, 412, "does not have permission to view line_item", ScoreRefusal.NOT_ALLOWED, _CANVASS_CODES),
    Row(BRIGHTSPACE, 403, "is not enrolled in the org unit", ScoreRefusal.NOT_KNOWN_THERE, _SEEN_BY_HYPOTHESIS),
    Row(BRIGHTSPACE, 404, "user in requested score does not exist", ScoreRefusal.NOT_KNOWN_THERE, _SEEN_BY_HYPOTHESIS),
    Row(
        BRIGHTSPACE,
        422,
        "",
        ScoreRefusal.ROLE_NOT_GRADED,
        "https://community.d2l.com/brightspace/kb/articles/23661-lti-advantage-developer-faq",
    ),
    Row(BLACKBOARD, 400, "user could not be found", ScoreRefusal.NOT_KNOWN_THERE, _SEEN_BY_HYPOTHESIS),
    Row(SAKAI, 400, "user does not belong to site", ScoreRefusal.NOT_KNOWN_THERE, _SAKAIS_SERVLET),
)


def meaning_of(status: int, detail: str, platform: str = "") -> ScoreRefusal | None:
    """What a refused score means; None where the table does not know. `platform` is known for Brightspace alone."""
    said = detail.lower()
    rows = (
        row for row in ROWS if row.status == status and (row.words in said if row.words else row.platform == platform)
    )
    return next((row.meaning for row in rows), None)
