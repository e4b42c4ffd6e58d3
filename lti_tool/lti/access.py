"""Who may open a page, by the roles of its launch: each kind of page asks for its launch here, or refuses in words."""

from __future__ import annotations

from lti_tool.errors import N_, NotFound
from lti_tool.lti.errors import NotForYourRole
from lti_tool.lti.models import Launch
from lti_tool.lti.roles import CONFIGURES, FOLLOWS, Role, is_staff
from lti_tool.lti.session import current_launch


def instructor_launch() -> Launch:
    """The current launch, of somebody who may see how learners are doing; raises NotForYourRole."""
    launch = current_launch()
    if not may_follow(launch):
        raise NotForYourRole
    return launch


def configuring_launch() -> Launch:
    """The current launch, of somebody who may change what a link shows; raises NotForYourRole."""
    launch = current_launch()
    if not may_configure(launch):
        raise NotForYourRole
    return launch


def deep_linking_launch() -> Launch:
    """The current launch, which asks for content to be chosen; raises NotFound for one that opened a link."""
    launch = configuring_launch()
    if launch.deep_linking is None:
        raise NotFound(N_("This page opens when you add content to your course."))
    return launch


def mentoring_launch() -> Launch:
    """The current launch, of somebody whom the platform named as others' mentor; raises NotForYourRole."""
    launch = current_launch()
    if Role.MENTOR not in launch.roles:
        raise NotForYourRole
    return launch


def may_follow(launch: Launch) -> bool:
    """Whether this launch's roles let it see learners' results."""
    return not FOLLOWS.isdisjoint(launch.roles)


def may_configure(launch: Launch) -> bool:
    """Whether this launch's roles let it choose content and settings."""
    return not CONFIGURES.isdisjoint(launch.roles)


def is_preview(launch: Launch) -> bool:
    """Whether learners' pages are a preview in this launch: nothing done in it is graded or counted."""
    return is_staff(launch.roles)
