"""The smallest thing that can play the tool's part: a key pair, and what a tool signs with it."""

import secrets
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from jwt.algorithms import RSAAlgorithm
from werkzeug.test import TestResponse

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.services.tokens import ASSERTION_TYPE
from lti_tool.demo_lms.vocabulary import CLAIM, DL_CLAIM

TOOL = "http://localhost:8000"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Json = dict[str, Any]


class LittleTool:
    """Signs what a tool signs; every claim can be replaced, or left out by None."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.kid = "little-key"

    def jwks(self, url: str = "") -> Json:
        public = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def sign(self, claims: Json, key: Any = KEY, alg: str = "RS256", headers: Json | None = None) -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key, algorithm=alg, headers={"kid": self.kid} if headers is None else headers)

    def assertion(self, **overrides: Any) -> Json:
        now = int(self.platform.clock())
        claims = {
            "iss": "demo-client",
            "sub": "demo-client",
            "aud": self.platform.token_url,
            "iat": now - 5,
            "exp": now + 60,
            "jti": secrets.token_hex(8),
        }
        return claims | overrides

    def token_form(self, scope: str, assertion: str | None = None, **overrides: str) -> Json:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.sign(self.assertion()),
            "scope": scope,
        }
        return form | overrides

    def bearer(self, lms: FlaskClient, *scopes: str) -> dict[str, str]:
        """Ask for an access token; answer the header that carries it."""
        answer = lms.post("/oauth/token", data=self.token_form(" ".join(scopes))).get_json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def selection(self, data: str, items: list[Any], **overrides: Any) -> Json:
        """The claims of a deep linking response."""
        now = int(self.platform.clock())
        claims = {
            "iss": "demo-client",
            "aud": self.platform.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": secrets.token_hex(8),
            CLAIM + "deployment_id": "demo-deployment",
            CLAIM + "message_type": "LtiDeepLinkingResponse",
            CLAIM + "version": "1.3.0",
            DL_CLAIM + "content_items": items,
            DL_CLAIM + "data": data,
        }
        return claims | overrides


def authentication_request(login: Json, **overrides: str | None) -> dict[str, str]:
    """What a tool sends the platform after a login initiation; None leaves a parameter out."""
    request: dict[str, str | None] = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": login["client_id"],
        "redirect_uri": f"{TOOL}/lti/launch",
        "login_hint": login["login_hint"],
        "lti_message_hint": login["lti_message_hint"],
        "state": "a-state",
        "nonce": "a-nonce",
    }
    return {name: value for name, value in (request | overrides).items() if value is not None}


def launch(lms: FlaskClient, path: str) -> Json:
    """Open a launch page and log in as a tool does; answer the form posted to the tool at last."""
    login = posted_form(lms.get(path))
    query = urlencode(authentication_request(login))
    return posted_form(lms.get(f"/oidc/authorize?{query}"))


def posted_form(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the form on a page, and its action as `_action`."""
    reader = _FormReader()
    reader.feed(page.text)
    return reader.fields


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields["_action"] = found["action"]
        if tag == "input":
            self.fields[found["name"]] = found["value"]
