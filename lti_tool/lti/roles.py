"""Which roles grant what (LTI 1.3 core §5.3.7, appendix A.2).

Only context (`membership`) roles and their short names grant. Institution and system roles say what somebody
is elsewhere: Canvas sends `institution/person#Instructor` for a student who teaches another course.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PLAIN_INSTRUCTOR = f"{MEMBERSHIP}#Instructor"
VOCABULARIES = ("http://purl.imsglobal.org/vocab/lis/v2/", "http://purl.imsglobal.org/vocab/lti/")
OUTSIDE = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/",
    "http://purl.imsglobal.org/vocab/lis/v2/system/",
    "http://purl.imsglobal.org/vocab/lti/system/",
)


TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


class Role(StrEnum):
    """What a person is in one context; values are the LIS short names, and three marks of ours.

    TEST_USER is the LMS's test user, ROLE_SWITCH somebody whom it called staff here before and calls a learner now:
    they use learners' pages, and count as none. PLACER is an LMS admin without a role in the course, whom the LMS lets
    choose content for it, and nothing else.
    """

    ADMINISTRATOR = "Administrator"
    CONTENT_DEVELOPER = "ContentDeveloper"
    INSTRUCTOR = "Instructor"
    TEACHING_ASSISTANT = "TeachingAssistant"
    MENTOR = "Mentor"
    OBSERVER = "Observer"
    LEARNER = "Learner"
    TEST_USER = "TestUser"
    ROLE_SWITCH = "RoleSwitch"
    PLACER = "Placer"


CONFIGURES = frozenset({Role.ADMINISTRATOR, Role.CONTENT_DEVELOPER, Role.INSTRUCTOR})
FOLLOWS = CONFIGURES | {Role.TEACHING_ASSISTANT}
WATCHES = frozenset({Role.MENTOR, Role.OBSERVER})
TRIES_OUT = frozenset({Role.TEST_USER, Role.ROLE_SWITCH})
_MARKS = TRIES_OUT | {Role.PLACER}
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
    **{name: role for role in set(Role) - _MARKS for name in (role.value, f"{MEMBERSHIP}#{role.value}")},
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
    claim: Iterable[str],
    *,
    mentees: Iterable[str] = (),
    institution_roles_grant: bool = False,
    also_teaches: bool = False,
    only_assists: bool = False,
) -> frozenset[Role]:
    """Read a roles claim, letter by letter as the specification lists roles; whoever is nothing of that is a learner.

    `mentees` is the `role_scope_mentor` claim: without one, a Mentor only looks on. `institution_roles_grant` is the
    registration's choice to let institution and system roles count where no context role was sent at all; without it,
    an LMS admin who has no role in the course only looks on: no LMS grades them. `also_teaches` and `only_assists` are
    what is known beside the claim of an Instructor who is a TeachingAssistant, too, or instead.
    """
    roles = list(filter(None, claim))
    granted = _claimed(roles, institution_roles_grant)
    if Role.MENTOR in granted and not any(mentees):
        granted = granted - {Role.MENTOR} | {Role.OBSERVER}
    if only_assists and Role.INSTRUCTOR in granted:
        granted.add(Role.TEACHING_ASSISTANT)
    if Role.TEACHING_ASSISTANT in granted and not also_teaches:
        granted.discard(Role.INSTRUCTOR)  # Canvas sends both: the sub-role caps the plain one
    if not granted:
        granted = {Role.OBSERVER if administers_from_outside(roles) else Role.LEARNER}
    return frozenset(granted | {Role.TEST_USER} if TEST_USER in roles else granted)


def _claimed(roles: Iterable[str], institution_roles_grant: bool) -> set[Role]:
    inside = _inside(roles)
    if not inside and institution_roles_grant:
        return {_OUTSIDE_ROLES[role] for role in roles if role in _OUTSIDE_ROLES}
    return {_CONTEXT_ROLES[role] for role in inside if role in _CONTEXT_ROLES}


def administers_from_outside(claim: Iterable[str]) -> bool:
    """Whether a roles claim names an LMS's or institution's administrator, and no role in the course at all."""
    roles = list(filter(None, claim))
    return not _inside(roles) and any(_OUTSIDE_ROLES.get(role) == Role.ADMINISTRATOR for role in roles)


def _inside(roles: Iterable[str]) -> list[str]:
    return [role for role in roles if not role.startswith(OUTSIDE)]


def in_short(role: str) -> str:
    """A role as people can read it: without the address of the vocabulary that it comes from."""
    return next((role.removeprefix(each) for each in VOCABULARIES if role.startswith(each)), role)


def switched(roles: frozenset[Role], before: Iterable[str]) -> frozenset[Role]:
    """These roles, marked where they make a learner of somebody who was staff here `before`.

    An LMS says the same of a teacher who looks with a learner's eyes (Moodle's *Switch role to*) and of one who became
    a learner. Rights go at once either way; who counts as a learner is settled by the roster, or by an instructor.
    """
    held = set(before)
    was_staff = not FOLLOWS.isdisjoint(held) or Role.ROLE_SWITCH in held
    return roles | {Role.ROLE_SWITCH} if was_staff and Role.LEARNER in roles and FOLLOWS.isdisjoint(roles) else roles


def is_staff(roles: Iterable[str]) -> bool:
    """Whether these granted roles have no learning of their own here: pages are a preview, nothing is graded.

    Somebody who follows a course is staff even where they also learn in it; who only watches is, unless they learn.
    Whoever only tries out what learners see is, too.
    """
    held = set(roles)
    return not (FOLLOWS | TRIES_OUT).isdisjoint(held) or (Role.LEARNER not in held and not WATCHES.isdisjoint(held))
