"""The OIDC `state`: a signed note to ourselves, so that a login writes nothing.

It names the registration, the nonce, the browser that began and where the login was headed. It is single use
because the launch that it admits stores its nonce under a unique constraint. Where the platform keeps a proof for us
(platform_storage), it also holds that proof's hash and the frame's name; in a tab that a frame of ours opened, the hash
of the code by which that frame takes back what is chosen (choices).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, Serializer, SignatureExpired, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from lti_tool.lti.digest import digest
from lti_tool.lti.errors import LaunchRefused
from lti_tool.lti.models import NONCE_LENGTH

STATE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LoginState:
    """What a login remembers until its launch."""

    registration_id: int
    nonce: str
    browser_hash: str
    target_hash: str
    storage_target: str = ""
    proof_hash: str = ""
    return_hash: str = ""

    @classmethod
    def begin(
        cls,
        registration_id: int,
        browser: str,
        target_link_uri: str,
        storage_target: str = "",
        proof: str = "",
        return_hash: str = "",
    ) -> LoginState:
        """Start a login for one browser, with a fresh nonce; `proof` is what the storage target will keep."""
        hashes = digest(browser), digest(target_link_uri), storage_target, digest(proof) if proof else "", return_hash
        return cls(registration_id, secrets.token_urlsafe(NONCE_LENGTH * 3 // 4), *hashes)

    @property
    def fields(self) -> list[int | str]:
        """What is signed; a state is as short as it can be: most know neither storage nor a frame that waits."""
        plain: list[int | str] = [self.registration_id, self.nonce, self.browser_hash, self.target_hash]
        if self.return_hash:
            return [*plain, self.storage_target, self.proof_hash, self.return_hash]
        return [*plain, self.storage_target, self.proof_hash] if self.proof_hash else plain


class PlainSerializer(URLSafeTimedSerializer):
    """Without compressing what is mostly hashes: that may cost more than all the rest, for a seventh of the length."""

    def dump_payload(self, obj: Any) -> bytes:
        """JSON in base64url."""
        return base64_encode(Serializer.dump_payload(self, obj))


class StateSigner:
    """Writes and reads login states; `secrets_oldest_first` are the tool's secret keys: the last one signs."""

    def __init__(self, secrets_oldest_first: Sequence[str]) -> None:
        options = {"digest_method": hashlib.sha1}  # itsdangerous's own, called by a name that OpenSSL's HMAC knows
        self._serializer = PlainSerializer(secrets_oldest_first, salt="lti-login-state", signer_kwargs=options)

    def sign(self, state: LoginState) -> str:
        """Serialise a state for the journey through the browser and the platform."""
        signed = self._serializer.dumps(state.fields)
        return signed if isinstance(signed, str) else signed.decode()

    def read(self, text: str, browser: str | None, proof: str = "") -> LoginState:
        """Return the state, or raise LaunchRefused where it is forged, stale, or another browser's.

        `proof`, from the platform's storage, stands in for the cookie of a browser that lost it.
        """
        state = self.open(text)
        if not _is_bound(state, browser, proof):
            raise LaunchRefused(code="state_of_another_browser")
        return state

    def open(self, text: str) -> LoginState:
        """Return a state that is ours and fresh, whoever brings it; raises LaunchRefused."""
        try:
            return LoginState(*self._serializer.loads(text, max_age=STATE_SECONDS))
        except SignatureExpired:
            raise LaunchRefused(code="state_too_old") from None
        except BadSignature:
            raise LaunchRefused(code="state_not_ours") from None


def _is_bound(state: LoginState, browser: str | None, proof: str) -> bool:
    if browser is not None:
        return secrets.compare_digest(digest(browser), state.browser_hash)
    return bool(proof and state.proof_hash) and secrets.compare_digest(digest(proof), state.proof_hash)
