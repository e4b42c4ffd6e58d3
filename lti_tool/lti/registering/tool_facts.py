"""What platforms are told about this tool, by dynamic registration and by Canvas's JSON alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from lti_tool.lti.canvas_enrollments import PARAMETER
from lti_tool.lti.services.ags.vocabulary import LINEITEM_READONLY_SCOPE, LINEITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.services.nrps import SCOPE as ROSTER_SCOPE
from lti_tool.lti.services.quirks import CANVAS_ISSUERS
from lti_tool.settings import Settings

NAME = "Library Service Skills"
DESCRIPTION = "Customer-service training for the people who work in libraries: lessons, quizzes and certificates."
PICK_LABEL = "Add library service training"
COURSE_LABEL = "Library service training"
SCOPES = (LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE, RESULT_SCOPE, SCORE_SCOPE, ROSTER_SCOPE)
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email", "locale")
CUSTOM_PAGE = "page"
COURSE_PAGE = "course"
CUSTOM_CONTEXT_HISTORY = "context_id_history"
CUSTOM_LINK_HISTORY = "resource_link_id_history"
# A link's dates, and where the platform knows them, the launching person's own (LTI 1.3 core, custom variables).
DATE_VARIABLES = {
    "available_start": "ResourceLink.available.startDateTime",
    "available_end": "ResourceLink.available.endDateTime",
    "submission_start": "ResourceLink.submission.startDateTime",
    "submission_end": "ResourceLink.submission.endDateTime",
    "user_available_start": "ResourceLink.available.user.startDateTime",
    "user_available_end": "ResourceLink.available.user.endDateTime",
    "user_submission_start": "ResourceLink.submission.user.startDateTime",
    "user_submission_end": "ResourceLink.submission.user.endDateTime",
}
VARIABLES = {
    CUSTOM_CONTEXT_HISTORY: "Context.id.history",
    CUSTOM_LINK_HISTORY: "ResourceLink.id.history",
    **DATE_VARIABLES,
}
CANVAS_DATE_VARIABLES = {  # https://developerdocs.instructure.com/services/canvas/external-tools/file.tools_variable_substitutions
    "canvas_unlock_at": "Canvas.assignment.unlockAt.iso8601",
    "canvas_lock_at": "Canvas.assignment.lockAt.iso8601",
    "canvas_due_at": "Canvas.assignment.dueAt.iso8601",
}

CANVAS_ROLE_VARIABLES = {PARAMETER: "Canvas.membership.roles"}


def addresses(settings: Settings) -> dict[str, str]:
    """Our doors, by the names that a registration gives them."""
    base = settings.base_url
    return {
        "initiate_login_uri": settings.login_url,
        "launch_uri": settings.launch_url,
        "jwks_uri": f"{base}/lti/jwks.json",
        "logo_uri": f"{base}/static/icon.svg",
        "client_uri": base,
        "domain": urlsplit(base).netloc,  # with its port: Moodle compares it with the launch address
    }


def custom_parameters(
    variables: list[str] | None = None, more: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Our parameters whose value the platform fills in, of the `variables` that it knows; it may not say which."""
    return as_parameters(
        {name: each for name, each in {**VARIABLES, **more}.items() if not variables or each in variables}
    )


def date_parameters(issuer: str) -> dict[str, str]:
    """The parameters of a link that bring its dates, where a registration from before did not ask for them."""
    return as_parameters(DATE_VARIABLES | (CANVAS_DATE_VARIABLES if issuer in CANVAS_ISSUERS else {}))


def as_parameters(variables: Mapping[str, str]) -> dict[str, str]:
    """Variables by the name of the parameter that asks for them, as platforms read them."""
    return {name: f"${variable}" for name, variable in variables.items()}
