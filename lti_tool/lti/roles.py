"""Which roles grant what (LTI 1.3 core §5.3.7, appendix A.2).

Only context (`membership`) roles and their short names grant. Institution and system roles say what somebody
is elsewhere: Canvas sends `institution/person#Instructor` for a student who teaches another course.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
OUTSIDE = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/",
    "http://purl.imsglobal.org/vocab/lis/v2/system/",
    "http://purl.imsglobal.org/vocab/lti/system/",
)


class Role(StrEnum):
    """What a person is in one context; values are the LIS short names."""

    ADMINISTRATOR = "Administrator"
    CONTENT_DEVELOPER = "ContentDeveloper"
    INSTRUCTOR = "Instructor"
    TEACHING_ASSISTANT = "TeachingAssistant"
    MENTOR = "Mentor"
    OBSERVER = "Observer"
    LEARNER = "Learner"


CONFIGURES = frozenset({Role.ADMINISTRATOR, Role.CONTENT_DEVELOPER, Role.INSTRUCTOR})
FOLLOWS = CONFIGURES | {Role.TEACHING_ASSISTANT}
WATCHES = frozenset({Role.MENTOR, Role.OBSERVER})
_SUB_ROLES = {  # appendix A.2.3.2; all that it lists for these, and nothing else
    Role.ADMINISTRATOR: (
        "Administrator Developer ExternalDeveloper ExternalSupport ExternalSystemAdministrator Support"
        " SystemAdministrator"
    ),
    Role.CONTENT_DEVELOPER: "ContentDeveloper ContentExpert ExternalContentExpert Librarian",
    Role.INSTRUCTOR: (
        "ExternalInstructor Grader GuestInstructor Instructor Lecturer PrimaryInstructor SecondaryInstructor"
    ),
    Role.LEARNER: "ExternalLearner GuestLearner Instructor Learner NonCreditLearner",
    Role.MENTOR: (
        "Advisor Auditor ExternalAdvisor ExternalAuditor ExternalLearningFacilitator ExternalMentor ExternalReviewer"
        " ExternalTutor LearningFacilitator Mentor Reviewer Tutor"
    ),
}
_ASSISTANTS = (
    "TeachingAssistant TeachingAssistantGroup TeachingAssistantOffering TeachingAssistantSection"
    " TeachingAssistantSectionAssociation TeachingAssistantTemplate"
)
_CONTEXT_ROLES = {
    **{name: role for role in Role for name in (role.value, f"{MEMBERSHIP}#{role.value}")},
    **{f"{MEMBERSHIP}/{role}#{name}": role for role, names in _SUB_ROLES.items() for name in names.split()},
    **{f"{MEMBERSHIP}/Instructor#{name}": Role.TEACHING_ASSISTANT for name in _ASSISTANTS.split()},
}
_OUTSIDE_ROLES = {
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator": Role.ADMINISTRATOR,
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Faculty": Role.INSTRUCTOR,
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor": Role.INSTRUCTOR,
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator": Role.ADMINISTRATOR,
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin": Role.ADMINISTRATOR,
}


def granted_roles(
    claim: Iterable[str], *, mentees: Iterable[str] = (), institution_roles_grant: bool = False
) -> frozenset[Role]:
    """Read a roles claim, letter by letter as the specification lists roles; whoever is nothing of that is a learner.

    `mentees` is the `role_scope_mentor` claim: without one, a Mentor only looks on. `institution_roles_grant` is the
    registration's choice to let institution and system roles count where no context role was sent at all.
    """
    roles = list(filter(None, claim))
    inside = [role for role in roles if not role.startswith(OUTSIDE)]
    counting, known = (roles, _OUTSIDE_ROLES) if not inside and institution_roles_grant else (inside, _CONTEXT_ROLES)
    granted = {known[role] for role in counting if role in known}
    if Role.MENTOR in granted and not any(mentees):
        granted = granted - {Role.MENTOR} | {Role.OBSERVER}
    if Role.TEACHING_ASSISTANT in granted:
        granted.discard(Role.INSTRUCTOR)  # Canvas sends both: the sub-role caps the plain one
    return frozenset(granted) or frozenset({Role.LEARNER})


def is_staff(roles: Iterable[str]) -> bool:
    """Whether these granted roles have no learning of their own here: pages are a preview, nothing is graded.

    Somebody who follows a course is staff even where they also learn in it; who only watches is, unless they learn.
    """
    held = set(roles)
    return not FOLLOWS.isdisjoint(held) or (Role.LEARNER not in held and not WATCHES.isdisjoint(held))
