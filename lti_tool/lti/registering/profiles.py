"""What each LMS needs said its own way when we register there, and what its admin does next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lti_tool.errors import N_
from lti_tool.lti.claims import DATA_PRIVACY_REQUESTS, DEEP_LINKING_REQUEST, RESOURCE_LINK_REQUEST, REVIEW_REQUEST
from lti_tool.lti.registering.canvas import TOOL_ID
from lti_tool.lti.registering.platform_configuration import PlatformConfiguration
from lti_tool.lti.registering.tool_facts import (
    CANVAS_DATE_VARIABLES,
    CANVAS_ROLE_VARIABLES,
    COURSE_LABEL,
    COURSE_PAGE,
    CUSTOM_PAGE,
    NAME,
    PICK_LABEL,
)
from lti_tool.lti.services.quirks import BRIGHTSPACE_AUDIENCE

Messages = list[dict[str, Any]]
CANVAS = "https://canvas.instructure.com/lti/"


@dataclass(frozen=True)
class Profile:
    """One LMS: its names for itself, our messages there, what its admin does next, and variables of its own.

    `after_update` is what its admin does next where the LMS knew us already; none: the same.
    """

    name: str
    family_codes: tuple[str, ...]
    next_steps: tuple[str, ...]
    messages: Callable[[str, PlatformConfiguration], Messages]
    extra: tuple[tuple[str, Any], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    audience: str | None = None
    after_update: tuple[str, ...] = ()


def profile_of(configuration: PlatformConfiguration) -> Profile:
    """The profile of the LMS that a configuration describes, by its product family."""
    family = configuration.platform.product_family_code.lower()
    return next((each for each in PROFILES if family in each.family_codes), GENERIC)


def _plain_messages(launch_url: str, configuration: PlatformConfiguration) -> Messages:
    """A link, the picker in the platform's list of activities, and the other messages where they are sent."""
    messages: Messages = [
        {"type": RESOURCE_LINK_REQUEST, "target_link_uri": launch_url, "label": NAME},
        {
            "type": DEEP_LINKING_REQUEST,
            "target_link_uri": launch_url,
            "label": PICK_LABEL,
            "placements": ["ContentArea"],
        },
    ]
    others = sorted({REVIEW_REQUEST, *DATA_PRIVACY_REQUESTS} & configuration.platform.message_types)
    return messages + [{"type": each, "target_link_uri": launch_url, "label": NAME} for each in others]


def _canvas_messages(launch_url: str, _configuration: PlatformConfiguration) -> Messages:
    """Each placement by its name; course navigation opens the whole course, since no link was chosen there."""
    picker = {"type": DEEP_LINKING_REQUEST, "target_link_uri": launch_url, "label": PICK_LABEL}
    return [
        {
            "type": RESOURCE_LINK_REQUEST,
            "target_link_uri": launch_url,
            "label": COURSE_LABEL,
            "placements": ["course_navigation"],
            "custom_parameters": {CUSTOM_PAGE: COURSE_PAGE},
            f"{CANVAS}course_navigation/default_enabled": False,
        },
        picker | {"placements": ["assignment_selection"]},
        picker | {"placements": ["link_selection"]},
    ]


GENERIC = Profile("LMS", (), (N_("Add the tool to a course and open it once to see that it works."),), _plain_messages)
# No registration can ask Moodle for it, and each update resets it: registration_helper.php in its mod/lti.
_IN_MOODLES_CHOOSER = N_(
    "Moodle leaves a tool that registers, or is updated, out of its activity chooser: under the gear on the tool’s "
    "card, set “Tool configuration usage” to “Show in activity chooser and as a preconfigured tool”, and save."
)
PROFILES = (
    Profile(
        "Moodle",
        ("moodle",),
        (
            N_("In Moodle, the tool is now on the page “Manage tools”, as pending: choose “Activate” on its card."),
            _IN_MOODLES_CHOOSER,
            N_("Then add it to a course: “Add an activity or resource”, “Library Service Skills”, “Select content”."),
        ),
        _plain_messages,
        after_update=(_IN_MOODLES_CHOOSER,),
    ),
    Profile(
        "Canvas",
        ("canvas",),
        (
            N_("In Canvas, confirm what the tool may do, and switch it on."),
            N_("Instructors find it under “External tool” when they add an assignment or a module item."),
        ),
        _canvas_messages,
        extra=((f"{CANVAS}privacy_level", "public"), (f"{CANVAS}tool_id", TOOL_ID)),
        variables=(*CANVAS_DATE_VARIABLES.items(), *CANVAS_ROLE_VARIABLES.items()),
    ),
    Profile(
        "Blackboard",
        ("blackboardlearn", "blackboard"),
        (
            N_("In Blackboard, open “LTI Tool Providers”, approve the tool, and allow it grades and course rosters."),
            N_("Instructors find it in the Content Market."),
        ),
        _plain_messages,
    ),
    Profile(
        "Brightspace",
        ("desire2learn", "brightspace", "d2l"),
        (
            N_("In Brightspace, enable the tool under “Manage Extensibility”, “LTI Advantage”, and make a deployment."),
            N_("The deployment waits here until the people who run the tool approve it."),
        ),
        _plain_messages,
        audience=BRIGHTSPACE_AUDIENCE,
    ),
    Profile(
        "Sakai",
        ("sakai",),
        (
            N_("In Sakai, the tool is now under “Administration”, “External Tools”."),
            N_("Instructors add it in Lessons, or with “Manage Tools” of their site."),
        ),
        _plain_messages,
    ),
)
