"""The OIDC `state`: a signed note to ourselves, so that a login writes nothing.

It names the registration, the nonce, the browser that began and where the login was headed. It is single use
because the launch that it admits stores its nonce under a unique constraint.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from lti_tool.errors import N_
from lti_tool.lti.errors import LaunchRefused

STATE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LoginState:
    """What a login remembers until its launch."""

    registration_id: int
    nonce: str
    browser_hash: str
    target_hash: str

    @classmethod
    def begin(cls, registration_id: int, browser: str, target_link_uri: str) -> LoginState:
        """Start a login for one browser, with a fresh nonce."""
        return cls(registration_id, secrets.token_urlsafe(24), digest(browser), digest(target_link_uri))


class StateSigner:
    """Writes and reads login states; `secret` is the tool's secret key."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="lti-login-state")

    def sign(self, state: LoginState) -> str:
        """Serialise a state for the journey through the browser and the platform."""
        fields = [state.registration_id, state.nonce, state.browser_hash, state.target_hash]
        signed = self._serializer.dumps(fields)
        return signed if isinstance(signed, str) else signed.decode()

    def read(self, text: str, browser: str | None) -> LoginState:
        """Return the state, or raise LaunchRefused where it is forged, stale, or another browser's."""
        try:
            state = LoginState(*self._serializer.loads(text, max_age=STATE_SECONDS))
        except SignatureExpired:
            raise LaunchRefused(
                N_("Opening this took longer than five minutes, so the launch ran out of time.")
            ) from None
        except BadSignature:
            raise LaunchRefused(N_("This launch does not belong to a login that we began (state).")) from None
        if browser is None or not secrets.compare_digest(digest(browser), state.browser_hash):
            raise LaunchRefused(
                N_("This launch began in another browser, or this browser did not keep our cookie (state).")
            )
        return state


def digest(text: str) -> str:
    """A SHA-256 hex digest, for comparing without keeping the original."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
