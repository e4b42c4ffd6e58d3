"""The platform's own signing keys and what it signs with them."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_tool.demo_lms.state.store import Store

_KIND = "key"
SigningKey = rsa.RSAPrivateKey | bytes


@dataclass(frozen=True)
class PlatformKey:
    """An RSA key pair with the name (`kid`) under which its public half is published."""

    kid: str
    private: rsa.RSAPrivateKey

    def jwk(self) -> dict[str, Any]:
        """The public half, as it stands in the key set."""
        public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": "RS256"}

    def pem(self) -> str:
        """The private half, as it is kept."""
        encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self.private.private_bytes(encoding, form, serialization.NoEncryption()).decode()


class KeyRing:
    """The keys that the platform publishes; it signs with the newest."""

    def __init__(self, store: Store, first_key: rsa.RSAPrivateKey | None = None) -> None:
        self._store = store
        self.published = [_load(record) for record in store.load(_KIND)]
        if not self.published:
            self._add(first_key or _generate())

    @property
    def current(self) -> PlatformKey:
        """The key that signs."""
        return self.published[-1]

    def jwks(self) -> dict[str, Any]:
        """The key set as published."""
        return {"keys": [key.jwk() for key in self.published]}

    def rotate(self, keep_old: bool = True) -> PlatformKey:
        """Make a new key the signing key; the old ones stay published, or vanish at once as after a leak."""
        if not keep_old:
            for key in self.published:
                self._store.delete(_KIND, key.kid)
            self.published = []
        return self._add(_generate())

    def sign(
        self,
        claims: dict[str, Any],
        *,
        key: SigningKey | None = None,
        alg: str = "RS256",
        headers: dict[str, Any] | None = None,
    ) -> str:
        """Sign a message; `key`, `alg` and `headers` let a test sign what no honest platform would.

        `headers` replaces the usual `{"kid": …}`; for HS algorithms `key` is the secret's bytes.
        """
        headers = {"kid": self.current.kid} if headers is None else headers
        if alg == "HS256":
            return _sign_hs256(claims, key, headers)
        if alg == "none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        return jwt.encode(claims, key or self.current.private, algorithm=alg, headers=headers)

    def _add(self, private: rsa.RSAPrivateKey) -> PlatformKey:
        key = PlatformKey(f"demo-{secrets.token_hex(4)}", private)
        self.published.append(key)
        self._store.put(_KIND, key.kid, {"kid": key.kid, "pem": key.pem()})
        return key


def _generate() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _load(record: dict[str, Any]) -> PlatformKey:
    private = serialization.load_pem_private_key(record["pem"].encode(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError(f"The kept key {record['kid']} is not an RSA key.")
    return PlatformKey(record["kid"], private)


def _sign_hs256(claims: dict[str, Any], key: SigningKey | None, headers: dict[str, Any]) -> str:
    """Sign with a shared secret by hand: PyJWT refuses to use a public key's PEM so, and attackers do not."""
    if not isinstance(key, bytes):
        raise TypeError("HS256 needs the secret as bytes.")
    parts = ({"typ": "JWT", "alg": "HS256", **headers}, claims)
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_base64url(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
