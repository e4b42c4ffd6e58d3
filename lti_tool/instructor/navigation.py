"""The places of an instructor, in the order in which every page lists them: this link's first, then the course's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import current_app, g, request

from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.lti.roles import CONFIGURES, FOLLOWS, Role
from lti_tool.templating import translate

LINK, COURSE = N_("This link"), N_("The course")


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to, for whoever has one of the `rights`; pages deeper down name it theirs.

    `of` says what it is about: the link that was opened, or the course with all its links.
    """

    of: str
    endpoint: str
    label: str
    rights: frozenset[Role] = FOLLOWS


PLACES = (
    Place(LINK, "instructor.home", N_("Learners")),
    Place(LINK, "instructor.settings", N_("Settings"), CONFIGURES),
    Place(COURSE, "instructor.grid", N_("Everybody")),
    Place(COURSE, "instructor.course", N_("Modules")),
    Place(COURSE, "instructor.analysis", N_("Questions and skills")),
    Place(COURSE, "instructor.surveys", N_("Surveys")),
    Place(COURSE, "instructor.grade_sync", N_("Grades")),
    Place(COURSE, "instructor.regrades", N_("Regrade"), CONFIGURES),
    Place(COURSE, "instructor.certificates", N_("Certificates")),
    Place(COURSE, "instructor.course_settings", N_("Course settings"), CONFIGURES),
    Place(COURSE, "instructor.branches", N_("Branches"), CONFIGURES),
    Place(COURSE, "instructor.policies", N_("Local policy"), CONFIGURES),
    Place(COURSE, "instructor.own_content", N_("Own content"), CONFIGURES),
    Place(COURSE, "instructor.community", N_("Community")),
    Place(COURSE, "instructor.log", N_("Changes")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A place as a page shows it."""

    endpoint: str
    label: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Places about the same: this link, or the course."""

    label: str
    tabs: list[Tab]


def groups(here: str = "") -> Iterator[Group]:
    """The places that this person may go to; `here` is the endpoint of the one that the page belongs to."""
    launch: Launch | None = g.get("launch")
    if launch is None:
        return
    for of, places in groupby(_open_to(launch), key=lambda place: place.of):
        shown = [
            Tab(each.endpoint, translate(each.label), each.endpoint == (here or request.endpoint)) for each in places
        ]
        yield Group(translate(of), shown)


def _open_to(launch: Launch) -> Iterator[Place]:
    """A launch without a link, as from the picker, has no places of a link."""
    for place in PLACES:
        is_there = place.endpoint in current_app.view_functions and (place.of != LINK or launch.resource_link_id)
        if is_there and not place.rights.isdisjoint(launch.roles):
            yield place
