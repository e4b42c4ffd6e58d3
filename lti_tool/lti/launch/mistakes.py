"""Setting-up mistakes that a request shows by itself: the wrong door, the wrong LTI, our addresses as the LMS's own.

What arrives is told apart by the names of its parameters alone; nothing of it is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from lti_tool.errors import N_, ToolError
from lti_tool.reasons import Wording, register
from lti_tool.settings import Settings

MISTAKES = {
    "launch_at_login": Wording(
        N_("Your LMS sent a launch to %(login_url)s, where logins begin."),
        N_(
            "In your LMS, the tool URL and the redirect URI must be %(launch_url)s; %(login_url)s is the login "
            "initiation URL and nothing else."
        ),
    ),
    "login_at_launch": Wording(
        N_("Your LMS began a login at %(launch_url)s, where launches arrive."),
        N_(
            "In your LMS, the login initiation URL (OIDC) must be %(login_url)s; the tool URL and the redirect URI "
            "stay %(launch_url)s."
        ),
    ),
    "launch_by_get": Wording(
        N_("Your LMS sent the launch as part of an address. A launch comes as a form (response_mode=form_post)."),
        N_(
            "Open the link again. If it happens each time, the LMS does not keep to LTI 1.3 (security framework "
            "5.1.1.3), or something between it and this tool turns its form into a link."
        ),
    ),
    "launch_of_lti_1_1": Wording(
        N_("Your LMS opened this by LTI 1.1 (with a key and a shared secret). This tool speaks LTI 1.3."),
        N_(
            "Register the tool in your LMS as LTI 1.3 or LTI Advantage: with %(login_url)s as its login initiation "
            "URL and %(launch_url)s as its tool URL. Links made with LTI 1.1 must be made again."
        ),
    ),
    "login_without_target": Wording(
        N_("The login that your LMS began does not say what to open (target_link_uri)."),
        N_("In your LMS, the tool URL (target link URI) is empty: it must be %(launch_url)s."),
    ),
    "configuration_is_ours": Wording(
        N_("The address that should be your LMS's configuration is one of this tool's own (%(address)s)."),
        N_(
            "Paste the registration link into your LMS, where it registers tools by a link; the LMS adds the address "
            "of its own configuration."
        ),
    ),
    "issuer_is_ours": Wording(
        N_("Your LMS calls itself by this tool's own address (%(address)s)."),
        N_(
            "In your LMS, the platform ID (issuer) must be the LMS's own address. This tool's addresses belong in the "
            "fields that describe the tool: %(login_url)s and %(launch_url)s."
        ),
    ),
}
register(MISTAKES)
_LOGIN = frozenset({"iss", "login_hint"})
_LAUNCH = frozenset({"id_token", "state"})
_ANSWERS = _LAUNCH | {"error"}
_LTI_1_1 = frozenset({"oauth_consumer_key", "oauth_signature"})
BASIC_LAUNCH = "basic-lti-launch-request"


class SetupMistake(ToolError):
    """A request that shows how this tool was set up wrongly in an LMS."""

    title = N_("Your LMS and this tool are not connected right yet")

    def __init__(self, code: str, settings: Settings, **facts: str) -> None:
        super().__init__(code=code, params={**addresses(settings), **facts})


def addresses(settings: Settings) -> dict[str, str]:
    """Our two doors, as advice names them."""
    return {"login_url": settings.login_url, "launch_url": settings.launch_url}


def check_login_door(fields: Mapping[str, str], settings: Settings) -> None:
    """Raise SetupMistake for what is no login, but a launch or a message of LTI 1.1."""
    _check_version(fields, settings)
    if "id_token" in fields or ("iss" not in fields and not _ANSWERS.isdisjoint(fields)):
        raise SetupMistake("launch_at_login", settings)
    if fields.keys() >= _LOGIN and not fields.get("target_link_uri"):
        raise SetupMistake("login_without_target", settings)


def check_launch_door(fields: Mapping[str, str], settings: Settings, *, is_form: bool) -> None:
    """Raise SetupMistake for what is no launch in a form, but a login, a launch in an address, or LTI 1.1."""
    _check_version(fields, settings)
    if _LAUNCH.isdisjoint(fields) and not _LOGIN.isdisjoint(fields):
        raise SetupMistake("login_at_launch", settings)
    if not is_form and not _LAUNCH.isdisjoint(fields):
        raise SetupMistake("launch_by_get", settings)


def _check_version(fields: Mapping[str, str], settings: Settings) -> None:
    if not _LTI_1_1.isdisjoint(fields) or fields.get("lti_message_type") == BASIC_LAUNCH:
        raise SetupMistake("launch_of_lti_1_1", settings)
