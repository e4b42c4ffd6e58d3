"""Who may open a page, by the roles of its launch: each kind of page asks for its launch here, or refuses in words."""

from __future__ import annotations

from lti_tool.errors import N_, NotFound
from lti_tool.lti.errors import NotForYourRole
from lti_tool.lti.launched import Launched
from lti_tool.lti.models import Launch
from lti_tool.lti.roles import (
    CONFIGURES,
    FOLLOWS,
    PLAIN_INSTRUCTOR,
    Role,
    administers_from_outside,
    in_short,
    is_staff,
)
from lti_tool.lti.session import current_launch


def instructor_launch() -> Launch:
    """The current launch, of somebody who may see how learners are doing; raises NotForYourRole."""
    launch = current_launch()
    if not may_follow(launch):
        raise refusal(launch)
    return launch


def configuring_launch() -> Launch:
    """The current launch, of somebody who may change what a link shows; raises NotForYourRole."""
    launch = current_launch()
    if not may_configure(launch):
        raise refusal(launch)
    return launch


def deep_linking_launch() -> Launch:
    """The current launch, which asks for content to be chosen; raises NotFound for one that opened a link.

    An LMS admin without a role in the course may choose, too, where the LMS offered it to them, and do nothing else.
    """
    launch = current_launch()
    if not may_configure(launch) and Role.PLACER not in launch.roles:
        raise refusal(launch)
    if launch.deep_linking is None:
        raise NotFound(N_("This page opens when you add content to your course."))
    return launch


def mentoring_launch() -> Launch:
    """The current launch, of somebody whom the platform named as others' mentor; raises NotForYourRole."""
    launch = current_launch()
    if Role.MENTOR not in launch.roles:
        raise NotForYourRole(code="not_a_mentor", params=_told(launch))
    return launch


def may_follow(launch: Launched) -> bool:
    """Whether this launch's roles let it see learners' results."""
    return not FOLLOWS.isdisjoint(launch.roles)


def may_configure(launch: Launch) -> bool:
    """Whether this launch's roles let it choose content and settings."""
    return not CONFIGURES.isdisjoint(launch.roles)


def may_try_quizzes(launch: Launch) -> bool:
    """Whether this launch's roles let it take quizzes: as a learner, or as a preview of what learners take."""
    return not is_preview(launch) or may_follow(launch) or Role.LEARNER in launch.roles


def refusal(launch: Launch) -> NotForYourRole:
    """Why staff pages are closed to this launch, by the roles that the platform sent."""
    if administers_from_outside(launch.told_roles):
        return NotForYourRole(code="no_role_in_course", params=_told(launch))
    if {PLAIN_INSTRUCTOR, "Instructor"} & set(launch.told_roles) and Role.TEACHING_ASSISTANT in launch.roles:
        return NotForYourRole(code="assistant_and_instructor", params=_told(launch))
    if Role.TEACHING_ASSISTANT in launch.roles:
        return NotForYourRole(code="assistants_change_nothing", params=_told(launch))
    return NotForYourRole(params=_told(launch))


def _told(launch: Launch) -> dict[str, object]:
    return {"roles": [in_short(role) for role in launch.told_roles]}


def is_preview(launch: Launched) -> bool:
    """Whether learners' pages are a preview in this launch: nothing done in it is graded or counted."""
    return is_staff(launch.roles)
