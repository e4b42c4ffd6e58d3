"""A learner's launch without an LMS: the author is the learner, each module a link of one course."""

from __future__ import annotations

from lti_tool.lti.claims import LTI, RESOURCE_LINK_REQUEST, VERSION, read_claims
from lti_tool.lti.launch.state import LoginState
from lti_tool.lti.launch.verified import VerifiedLaunch
from lti_tool.lti.registry import Platform
from lti_tool.placements.picking.custom import CUSTOM_MODULE

ISSUER = "https://preview.invalid"
CLIENT_ID = "preview"
DEPLOYMENT_ID = "preview"
_LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


def launch_of_module(platform: Platform, module_id: str, language: str, browser: str) -> VerifiedLaunch:
    """The launch, from this browser, of a link that shows the module; nothing is stored."""
    claims = read_claims(
        {
            f"{LTI}message_type": RESOURCE_LINK_REQUEST,
            f"{LTI}version": VERSION,
            f"{LTI}deployment_id": DEPLOYMENT_ID,
            f"{LTI}roles": [_LEARNER],
            f"{LTI}resource_link": {"id": module_id},
            f"{LTI}context": {"id": "preview", "title": "Preview"},
            f"{LTI}custom": {CUSTOM_MODULE: module_id},
            f"{LTI}launch_presentation": {"locale": language},
            "sub": "author",
            "name": "You, as a learner",
        }
    )
    return VerifiedLaunch(platform, claims, LoginState.begin(platform.id, browser, ""), browser)
