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
_SHORT_NAMES = {role.value: role for role in Role}
_OUTSIDE_NAMES = {
    "Administrator": Role.ADMINISTRATOR,
    "SysAdmin": Role.ADMINISTRATOR,
    "Instructor": Role.INSTRUCTOR,
    "Faculty": Role.INSTRUCTOR,
}


def granted_roles(
    claim: Iterable[str], *, mentees: Iterable[str] = (), institution_roles_grant: bool = False
) -> frozenset[Role]:
    """Read a roles claim; whoever is nothing we know is a learner.

    `mentees` is the `role_scope_mentor` claim: without one, a Mentor only looks on. `institution_roles_grant` is the
    registration's choice to let institution and system roles count where no context role was sent at all.
    """
    roles = list(filter(None, map(str.strip, claim)))
    inside = [role for role in roles if not role.startswith(OUTSIDE)]
    granted = set(filter(None, map(_context_role, inside)))
    if not inside and institution_roles_grant:
        granted = _institution_roles(roles)
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


def _institution_roles(roles: Iterable[str]) -> set[Role]:
    names = (role.rpartition("#")[2] for role in roles)
    return {_OUTSIDE_NAMES[name] for name in names if name in _OUTSIDE_NAMES}


def _context_role(role: str) -> Role | None:
    """Map one membership URI, sub-role URI or short name; anything else grants nothing."""
    vocabulary, _, name = role.rpartition("#")
    if vocabulary in ("", MEMBERSHIP):
        return _SHORT_NAMES.get(name)
    if vocabulary.startswith(f"{MEMBERSHIP}/"):
        is_assistant = name.startswith("TeachingAssistant")
        parent = vocabulary.removeprefix(f"{MEMBERSHIP}/")
        return Role.TEACHING_ASSISTANT if is_assistant else _SHORT_NAMES.get(parent)
    return None
