"""What a platform that takes no score for somebody means by it: in words for the instructor, and for the learner."""

from __future__ import annotations

from lti_tool.errors import N_
from lti_tool.lti.services.refusals import PlatformRefused
from lti_tool.lti.services.score_refusals import ScoreRefusal
from lti_tool.reasons import Reason, Wording
from lti_tool.templating import translate

_ENROLLMENT = N_("Nothing to do, unless the person should have a grade: then check how they are enrolled.")
_NO_LEARNER_THERE = N_("Your LMS does not count you among the learners of this course, so it keeps no grade for you.")

FOR_INSTRUCTORS: dict[str, Wording] = {
    code: Wording(words, advice, PlatformRefused.places)
    for code, words, advice in (
        (
            ScoreRefusal.NOT_GRADED_HERE,
            N_(
                "The learning platform does not grade this person here: only enrolled learners have a grade, "
                "not teachers and not those who left (%(refusal)s)."
            ),
            _ENROLLMENT,
        ),
        (
            ScoreRefusal.NOT_KNOWN_THERE,
            N_(
                "The learning platform does not know this person in its course: they left, or only preview it "
                "(%(refusal)s)."
            ),
            _ENROLLMENT,
        ),
        (
            ScoreRefusal.ROLE_NOT_GRADED,
            N_("The learning platform keeps no grades for people of this person's role (%(refusal)s)."),
            N_(
                "If they should have a grade, ask the administrator of Brightspace to switch on “Can be graded in "
                "Grades” for the role (Roles and Permissions, Edit Settings), then send it again."
            ),
        ),
        (
            ScoreRefusal.NO_STUDENT_OR_UNPUBLISHED,
            N_(
                "The learning platform takes no grade for this person now: the course is not published, or they are "
                "no student in it (%(refusal)s)."
            ),
            N_(
                "If your course is not published, publish it, then send it again. If it is, check how the person is "
                "enrolled."
            ),
        ),
        (
            ScoreRefusal.ASSIGNMENT_UNPUBLISHED,
            N_("The assignment is not published in the learning platform, so it takes no grade (%(refusal)s)."),
            N_("Publish the assignment, then send it again."),
        ),
        (
            ScoreRefusal.COURSE_CONCLUDED,
            N_("The course has ended in the learning platform, which takes no more grades for it (%(refusal)s)."),
            N_("If the grade should count, let the course end later there, then send it again."),
        ),
        (
            ScoreRefusal.ATTEMPTS_USED_UP,
            N_(
                "The learning platform limits the attempts at this assignment, and this person's are used up there "
                "(%(refusal)s)."
            ),
            N_("Allow more attempts in the assignment's settings there, then send it again; or enter the grade there."),
        ),
    )
}
"""By the code that is stored."""

_FOR_LEARNERS: dict[str, str] = {
    ScoreRefusal.NOT_GRADED_HERE: _NO_LEARNER_THERE,
    ScoreRefusal.NOT_KNOWN_THERE: _NO_LEARNER_THERE,
    ScoreRefusal.ROLE_NOT_GRADED: N_("Your LMS keeps no grades for the role that you have in this course."),
    ScoreRefusal.NO_STUDENT_OR_UNPUBLISHED: N_(
        "Your LMS takes no grade for you now: the course may not be published yet, or you are not enrolled as a "
        "student. Your score is kept here."
    ),
    ScoreRefusal.ASSIGNMENT_UNPUBLISHED: N_(
        "Your LMS takes no grade for this yet: the assignment is not published. Your score is kept here."
    ),
    ScoreRefusal.COURSE_CONCLUDED: N_(
        "Your course has ended in your LMS, which takes no more grades. Your score is kept here."
    ),
    ScoreRefusal.ATTEMPTS_USED_UP: N_(
        "Your LMS allows no more attempts at this assignment, so it did not take this score. It is kept here; ask "
        "your instructor if it should count."
    ),
}


def say_to_learner(reason: Reason) -> str:
    """Why their LMS keeps no grade, in the learner's language; nothing where the reason is another."""
    return translate(_FOR_LEARNERS.get(reason.code, ""))
