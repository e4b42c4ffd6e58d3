"""What a login, launch or registration said of itself, for the page that refuses it and for whoever fixes it.

Nothing is verified here, and nothing of a person is read: no name, no `sub`, no hint, no token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from flask import Request

from lti_tool.lti.claims import LTI
from lti_tool.lti.launch.verification import MAXIMUM_TOKEN_LENGTH

MAXIMUM_SHOWN = 300
LOGIN_FIELDS = ("iss", "client_id", "lti_deployment_id", "target_link_uri")
LTI_1_1_FIELDS = ("lti_message_type", "lti_version", "oauth_consumer_key")
ERROR_FIELDS = ("error", "error_description")
PLAIN_CLAIMS = ("iss", "aud", "azp", "iat", "exp")
LTI_CLAIMS = ("deployment_id", "message_type", "version", "target_link_uri")
HEADER_FIELDS = ("alg", "kid")


def what_was_received(request: Request) -> dict[str, str]:
    """The facts of the current request that a registration could disagree with, by their names in the protocol."""
    fields = request.values
    found: dict[str, Any] = {name: fields.get(name) for name in (*LOGIN_FIELDS, *LTI_1_1_FIELDS, *ERROR_FIELDS)}
    found |= _read_token(fields.get("id_token", ""))
    if url := fields.get("openid_configuration"):
        found["openid_configuration"] = url.partition("?")[0]
    return {name: _showable(value) for name, value in found.items() if value not in (None, "")}


def _read_token(token: str) -> dict[str, Any]:
    """An unverified token's header and claims; none of one that is no JWT."""
    if not token or len(token) > MAXIMUM_TOKEN_LENGTH:
        return {}
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError, AttributeError, TypeError):
        return {}
    read = {name: header.get(name) for name in HEADER_FIELDS}
    return read | {name: claims.get(name) for name in PLAIN_CLAIMS} | _lti_claims(claims)


def _lti_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    return {name: claims.get(LTI + name) for name in LTI_CLAIMS}


def _showable(value: Any) -> str:
    """Short text that any database and any page can hold."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(letter if letter.isprintable() else "�" for letter in text[:MAXIMUM_SHOWN])
