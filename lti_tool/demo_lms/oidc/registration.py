"""Dynamic registration, the LMS's side: it says where its doors are, and takes a tool's registration, strictly."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.state.tools import TicketRefused, Tool
from lti_tool.demo_lms.vocabulary import (
    DATA_PRIVACY_REQUEST,
    DEEP_LINKING_REQUEST,
    KNOWN_SCOPES,
    PLATFORM_CONFIGURATION,
    RESOURCE_LINK_REQUEST,
    SUBMISSION_REVIEW_REQUEST,
    TOOL_CONFIGURATION,
)
from lti_tool.demo_lms.web import current_platform

bp = Blueprint("registration", __name__)

_REQUIRED_LISTS = {"response_types": "id_token", "grant_types": "client_credentials"}
_REQUIRED_URLS = ("initiate_login_uri", "jwks_uri")


class RegistrationRefused(Exception):
    """A registration that is told no: the text is short, as Moodle's are."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


@bp.get("/.well-known/openid-configuration")
def openid_configuration() -> ResponseReturnValue:
    """Where everything is (LTI dynamic registration 1.0, section 3.4)."""
    platform = current_platform()
    platform.faults.wait()
    document = {
        "issuer": platform.issuer,
        "authorization_endpoint": platform.auth_login_url,
        "token_endpoint": platform.token_url,
        "jwks_uri": platform.jwks_url,
        "registration_endpoint": f"{platform.address}/register",
        "scopes_supported": sorted(KNOWN_SCOPES),
        "response_types_supported": ["id_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        "subject_types_supported": ["public"],
        PLATFORM_CONFIGURATION: {
            "product_family_code": platform.dialect.family,
            "version": platform.dialect.version,
            "messages_supported": [
                {"type": RESOURCE_LINK_REQUEST},
                {"type": DEEP_LINKING_REQUEST, "placements": ["ContentArea"]},
                {"type": SUBMISSION_REVIEW_REQUEST},
                {"type": DATA_PRIVACY_REQUEST},
            ],
            "variables": sorted(platform.dialect.variables),
        },
    }
    sentence = "The tool asked the LMS where its doors are and what it offers."
    platform.events.record("openid_configuration", sentence, {"Response": document})
    return jsonify(document)


@bp.post("/register")
def register() -> ResponseReturnValue:
    """Check the token and what the tool says of itself; answer who it is here."""
    platform = current_platform()
    platform.faults.wait()
    body: Any = request.get_json(force=True, silent=True)
    try:
        tool = _accept(platform, body)
    except (RegistrationRefused, TicketRefused) as refusal:
        sentence = f"The tool asked to be registered, and the LMS refused: {refusal}."
        platform.events.record("registration", sentence, {"Request": body}, "refused")
        return str(refusal), getattr(refusal, "status", 401), {"Content-Type": "text/html; charset=utf-8"}
    platform.tools.save(tool)
    platform.use_tool(tool)
    answer = body | {"client_id": tool.client_id}
    if platform.dialect.names_deployment:
        answer[TOOL_CONFIGURATION] = body[TOOL_CONFIGURATION] | {"deployment_id": tool.deployment_id}
    sentence = f"The tool registered itself. Here it is {tool.client_id}, deployed as {tool.deployment_id}."
    platform.events.record("registration", sentence, {"Request": body, "Response": answer})
    return jsonify(answer)


def _accept(platform: Platform, body: Any) -> Tool:
    """The tool as it says it is; the token is used up only when all else is right."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token if scheme.lower() == "bearer" else ""
    platform.registration_tokens.check(token)
    facts = _read(platform, body)
    client_id = platform.registration_tokens.use(token)
    known = platform.tools.all.get(client_id or "")
    new_client_id, new_deployment_id = platform.tools.new_ids()
    return Tool(
        client_id=client_id or new_client_id,
        deployment_id=known.deployment_id if known else new_deployment_id,
        **facts,
    )


def _read(platform: Platform, body: Any) -> dict[str, Any]:
    if not isinstance(body, dict) or not isinstance(body.get(TOOL_CONFIGURATION), dict):
        raise RegistrationRefused("invalid_registration")
    for name, needed in _REQUIRED_LISTS.items():
        if needed not in (body.get(name) or ()):
            raise RegistrationRefused(f"missing required attribute {name}")
    for name in _REQUIRED_URLS:
        _require_tool_url(platform, body.get(name), name)
    if body.get("token_endpoint_auth_method") != "private_key_jwt":
        raise RegistrationRefused("missing required attribute token_endpoint_auth_method")
    if not isinstance(body.get("client_name"), str) or not body["client_name"]:
        raise RegistrationRefused("missing required attribute client_name")
    launch_url = _read_launch_url(platform, body)
    return {
        "name": body["client_name"][:100],
        "login_url": body["initiate_login_uri"],
        "launch_url": launch_url,
        "jwks_url": body["jwks_uri"],
        "custom": _read_custom(body[TOOL_CONFIGURATION].get("custom_parameters")),
    }


def _read_launch_url(platform: Platform, body: dict[str, Any]) -> str:
    target = body[TOOL_CONFIGURATION].get("target_link_uri")
    url = _require_tool_url(platform, target, "target_link_uri")
    if body[TOOL_CONFIGURATION].get("domain") != urlsplit(url).netloc:
        raise RegistrationRefused("domain_targetlinkuri_mismatch")
    if body.get("redirect_uris") != [url]:
        raise RegistrationRefused("missing required attribute redirect_uris")
    return url


def _require_tool_url(platform: Platform, url: Any, name: str) -> str:
    """This LMS frames one tool only: other origins are not for it."""
    if not isinstance(url, str) or not url.startswith(f"{platform.settings.tool_origin}/"):
        raise RegistrationRefused(f"missing required attribute {name}")
    return url


def _read_custom(custom: Any) -> dict[str, str]:
    pairs = custom.items() if isinstance(custom, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}
