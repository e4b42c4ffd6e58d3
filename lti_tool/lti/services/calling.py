"""Calling a platform's services: a token by client assertion, then requests that carry it.

1EdTech Security Framework 1.0 §4.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Literal

import jwt
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from lti_tool.lti.keys import ALGORITHM, SigningKeys
from lti_tool.lti.services.http import MAXIMUM_LIST_BYTES, Answer, HttpClient
from lti_tool.lti.services.links import canonical_origin, find_next_page
from lti_tool.lti.services.quirks import is_host_of_canvas
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenMissing, TokenRefused, read_refusal
from lti_tool.lti.services.tokens import TokenSource
from lti_tool.lti.tool_config import Unused

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
BACKDATED_S = 5  # Moodle refuses an assertion whose iat is ahead of its own clock
ASSERTION_LIFETIME_S = 240
DEFAULT_TOKEN_LIFETIME_S = 300  # when a platform does not say (RFC 6749 §5.1 only recommends it)
MAXIMUM_TOKEN_LIFETIME_S = 86_400

Method = Literal["GET", "POST", "PUT", "DELETE"]


class PlatformConnector(ServiceConnector):
    """Speaks to the services of one registration's platform.

    `service_hosts` are origins that may have its tokens, besides the addresses that it names itself in signed messages.
    Calls are made with no transaction open. Failures are PlatformUnreachable (no answer) or PlatformRefused (an answer,
    but a no); both say in words what happened.
    """

    def __init__(
        self,
        *,
        registration_id: int,
        registration: Registration,
        http: HttpClient,
        signing_keys: SigningKeys,
        access_tokens: TokenSource,
        service_hosts: Collection[str] = (),
    ) -> None:
        super().__init__(registration, requests_session=Unused())  # type: ignore[arg-type]  # all calls are ours
        self.registration_id = registration_id
        self._http = http
        self._signing_keys = signing_keys
        self._tokens = access_tokens
        self._service_hosts = frozenset(map(canonical_origin, service_hosts)) - {""}

    @property
    def issuer(self) -> str:
        """The platform's issuer."""
        return self._registration.get_issuer() or ""

    def may_have_token(self, url: str) -> bool:
        """Whether a URL that an answer names is at an address of this platform's."""
        return canonical_origin(url) in self._service_hosts or is_host_of_canvas(url, self.issuer)

    def get_access_token(self, scopes: Sequence[str]) -> str:
        """A bearer token for exactly these scopes, from the cache while it lasts."""
        return self._tokens.get(self.registration_id, scopes, lambda: self.fetch_token(scopes))

    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,
        method: Method | None = None,
    ) -> TServiceConnectorResponse:
        """Make one call; a 401 drops the token and tries once more with a new one.

        The Content-Type is not believed (Moodle serves JSON as text/html); a body that is not JSON is
        returned as text, since some platforms answer a score with a word. The next
        page may be anywhere: only `pages` follows it.
        """
        method = method or ("POST" if is_post else "GET")
        headers = {"Accept": accept} | ({"Content-Type": content_type} if data is not None else {})
        response = self._send_with_token(scopes, method, url, headers, data)
        if not response.is_success:
            raise PlatformRefused(read_refusal(response, now=self._tokens.clock()))
        return {
            "headers": response.headers if case_insensitive_headers else dict(response.headers),
            "body": read_json(response),
            "next_page_url": find_next_page(response.headers.get("Link", ""), response.url),
        }

    def _send_with_token(
        self, scopes: Sequence[str], method: Method, url: str, headers: dict[str, str], data: str | None
    ) -> Answer:
        body = data.encode("utf-8") if data is not None else None
        for is_last in (False, True):
            token = self.get_access_token(scopes)
            headers["Authorization"] = f"Bearer {token}"
            response = self._http.request(method, url, data=body, headers=headers, most_bytes=MAXIMUM_LIST_BYTES)
            if response.status_code != HTTPStatus.UNAUTHORIZED or is_last:
                break
            self._tokens.drop(self.registration_id, token)
        return response

    def fetch_token(self, scopes: Sequence[str]) -> tuple[str, timedelta]:
        """Ask the platform for a token and its lifetime, past the cache; raises TokenRefused."""
        url = self._registration.get_auth_token_url() or ""
        response = self._http.post(url, data=self._token_request(url, scopes))
        if not response.is_success:
            raise TokenRefused(read_refusal(response, now=self._tokens.clock()))
        answer = read_json(response)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(token, str) or not _is_header_text(token):
            raise TokenMissing(Refusal(response.status_code))
        return token, _lifetime(answer.get("expires_in"))

    def _token_request(self, token_url: str, scopes: Sequence[str]) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._make_assertion(token_url),
            "scope": " ".join(sorted(scopes)),
        }

    def _make_assertion(self, token_url: str) -> str:
        kid, private_key = self._signing_keys.current()
        client_id = self._registration.get_client_id()
        issued_at = int(self._tokens.clock().timestamp()) - BACKDATED_S
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": self._registration.get_auth_audience() or token_url,
            "iat": issued_at,
            "exp": issued_at + ASSERTION_LIFETIME_S,
            "jti": secrets.token_urlsafe(24),
        }
        return jwt.encode(claims, private_key, algorithm=ALGORITHM, headers={"kid": kid})


def read_json(response: Answer) -> Any:
    """The body as JSON, whatever its Content-Type; as text where it is none; None where there is none."""
    if not response.content.strip():
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return response.content.decode("utf-8", "replace")


def _is_header_text(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _lifetime(expires_in: object) -> timedelta:
    try:
        seconds = int(float(str(expires_in)))
    except (ValueError, OverflowError):
        seconds = DEFAULT_TOKEN_LIFETIME_S
    return timedelta(seconds=max(0, min(seconds, MAXIMUM_TOKEN_LIFETIME_S)))
