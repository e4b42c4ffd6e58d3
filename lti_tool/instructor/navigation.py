"""The places of an instructor, in the order in which every page lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, g, request

from lti_tool.errors import N_
from lti_tool.lti.roles import CONFIGURES, FOLLOWS, Role
from lti_tool.templating import translate


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to, for whoever has one of the `rights`; pages deeper down name it theirs."""

    endpoint: str
    label: str
    rights: frozenset[Role] = FOLLOWS


PLACES = (
    Place("instructor.grid", N_("Whole course")),
    Place("instructor.home", N_("Learners at this link")),
    Place("instructor.analysis", N_("Understand")),
    Place("instructor.grade_sync", N_("Grades")),
    Place("instructor.settings", N_("Settings of this link"), CONFIGURES),
    Place("instructor.branches", N_("Branches"), CONFIGURES),
    Place("instructor.policies", N_("Local policy"), CONFIGURES),
    Place("instructor.own_content", N_("Own content"), CONFIGURES),
    Place("instructor.community", N_("Community")),
    Place("instructor.log", N_("Changes")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A place as a page shows it."""

    endpoint: str
    label: str
    is_here: bool


def tabs(here: str = "") -> Iterator[Tab]:
    """The places that this person may go to; `here` is the endpoint of the one that the page belongs to."""
    launch = g.get("launch")
    roles = frozenset(launch.roles if launch else ())
    for place in PLACES:
        if place.endpoint in current_app.view_functions and not place.rights.isdisjoint(roles):
            yield Tab(place.endpoint, translate(place.label), place.endpoint == (here or request.endpoint))
