"""The tool's public keys, fetched from its JWKS over HTTP and kept until an unknown key id appears."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import jwt

from lti_tool.demo_lms.state.events import EventLog

_TIMEOUT_SECONDS = 10
_MAX_BYTES = 1_000_000
UNREADABLE = (OSError, HTTPException, ValueError, TypeError, AttributeError, KeyError, RecursionError)


class ToolKeyUnavailable(Exception):
    """No public key of the tool for this message; the text says why."""


class BadToolJwt(Exception):
    """A JWT that the tool cannot have meant so; the text says what is wrong with it."""


class ToolKeys:
    """Finds the tool's public key by its id; `fetch` can be replaced by tests."""

    def __init__(self, url: str, events: EventLog) -> None:
        self.url = url
        self.fetch: Callable[[str], dict[str, Any]] = fetch_json
        self._events = events
        self._keys: dict[str, jwt.PyJWK] = {}

    def find(self, kid: str) -> jwt.PyJWK:
        """The key of this id; the key set is fetched again for an unknown one. Raises ToolKeyUnavailable."""
        if kid not in self._keys:
            self._refresh()
        if kid not in self._keys:
            raise ToolKeyUnavailable(f"The tool's key set at {self.url} has no RSA key with the kid {kid!r}.")
        return self._keys[kid]

    def verify(self, token: str) -> dict[str, Any]:
        """Check the signature of a JWT of the tool's (RS256 with a known kid only) and answer its claims.

        Times, audience and all other claims are left to the caller. Raises BadToolJwt or ToolKeyUnavailable.
        """
        key = self.find(_key_id(token))
        try:
            claims: dict[str, Any] = jwt.decode(token, key.key, algorithms=["RS256"], options=_SIGNATURE_ONLY)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise BadToolJwt(f"Its signature does not fit the tool's key: {error}.") from error
        return claims

    def _refresh(self) -> None:
        details: dict[str, Any] = {"Request": {"method": "GET", "url": self.url}}
        try:
            jwks = self.fetch(self.url)
            self._keys = _rsa_keys(jwks)
        except UNREADABLE as error:
            reason = f"The tool's key set at {self.url} cannot be read: {error}."
            self._events.record("tool_keys", reason, details, "refused")
            raise ToolKeyUnavailable(reason) from error
        sentence = "The LMS fetched the tool's public keys, to check what the tool has signed."
        self._events.record("tool_keys", sentence, {**details, "Response": jwks})


_NOT_CHECKED_HERE = ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")
_SIGNATURE_ONLY: Any = {f"verify_{claim}": False for claim in _NOT_CHECKED_HERE}


def check_times(claims: dict[str, Any], now: float, max_lifetime: float) -> None:
    """Check that a JWT is neither over nor of the future, nor good for longer than allowed (in seconds)."""
    iat, exp = _read_time(claims, "iat"), _read_time(claims, "exp")
    if exp <= now:
        raise BadToolJwt(f"It ended {now - exp:.0f} seconds ago (exp).")
    if iat > now + 60:
        raise BadToolJwt(f"It was issued {iat - now:.0f} seconds in the future (iat).")
    if exp - iat > max_lifetime:
        raise BadToolJwt(f"It is good for {exp - iat:.0f} seconds; {max_lifetime:.0f} is the most allowed.")


def fetch_json(url: str) -> dict[str, Any]:
    """GET a small JSON object, without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {"User-Agent": "demo-lms", "Accept": "application/json"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (DemoSettings lets only http(s) through)
    with opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
        document = json.loads(response.read(_MAX_BYTES))
    if not isinstance(document, dict):
        raise TypeError("it is not a JSON object")
    return document


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise BadToolJwt(f"It is not a JWT: {error}.") from error
    if header.get("alg") != "RS256":
        raise BadToolJwt(f"It must be signed with RS256, not {header.get('alg')!r}.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise BadToolJwt("Its header must name the key (kid).")
    return kid


def _rsa_keys(jwks: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    keys = [entry for entry in jwks["keys"] if entry.get("kty") == "RSA" and "kid" in entry]
    try:
        return {entry["kid"]: jwt.PyJWK(entry, algorithm="RS256") for entry in keys}
    except jwt.PyJWTError as error:
        raise ValueError(str(error)) from error


def _read_time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e15:
        raise BadToolJwt(f"Its {name} must be there, as a number of seconds since 1970.")
    return value
