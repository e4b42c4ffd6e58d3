"""The JSON with which a Canvas admin makes a developer key: `/lti/canvas.json`, by URL or pasted.

https://developerdocs.instructure.com/services/canvas/external-tools/lti/file.lti_dev_key_config
"""

from __future__ import annotations

from typing import Any

from lti_tool.lti.claims import DEEP_LINKING_REQUEST, RESOURCE_LINK_REQUEST
from lti_tool.lti.registering.tool_facts import (
    CANVAS_DATE_VARIABLES,
    CANVAS_ROLE_VARIABLES,
    COURSE_LABEL,
    COURSE_PAGE,
    CUSTOM_PAGE,
    DESCRIPTION,
    NAME,
    PICK_LABEL,
    SCOPES,
    addresses,
    custom_parameters,
)
from lti_tool.settings import Settings

TOOL_ID = "library-service-skills"
PICKERS = ("assignment_selection", "link_selection")


def canvas_configuration(settings: Settings) -> dict[str, Any]:
    """Our facts as Canvas reads them."""
    ours = addresses(settings)
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "oidc_initiation_url": ours["initiate_login_uri"],
        "target_link_uri": ours["launch_uri"],
        "public_jwk_url": ours["jwks_uri"],
        "scopes": list(SCOPES),
        "custom_fields": custom_parameters(more=CANVAS_DATE_VARIABLES | CANVAS_ROLE_VARIABLES),
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": ours["domain"],
                "tool_id": TOOL_ID,
                "privacy_level": "public",
                "settings": {
                    "platform": "canvas.instructure.com",
                    "text": NAME,
                    "icon_url": ours["logo_uri"],
                    "placements": [*(_picker(each, ours) for each in PICKERS), _course_navigation(ours)],
                },
            }
        ],
    }


def _picker(placement: str, ours: dict[str, str]) -> dict[str, Any]:
    return {
        "placement": placement,
        "message_type": DEEP_LINKING_REQUEST,
        "target_link_uri": ours["launch_uri"],
        "text": PICK_LABEL,
        "icon_url": ours["logo_uri"],
        "enabled": True,
        "selection_width": 900,
        "selection_height": 700,
    }


def _course_navigation(ours: dict[str, str]) -> dict[str, Any]:
    """Off until an instructor wants it in the course's menu; it opens the whole course, as no link was chosen there."""
    return {
        "placement": "course_navigation",
        "message_type": RESOURCE_LINK_REQUEST,
        "target_link_uri": ours["launch_uri"],
        "text": COURSE_LABEL,
        "enabled": True,
        "default": "disabled",
        "custom_fields": {CUSTOM_PAGE: COURSE_PAGE},
    }
