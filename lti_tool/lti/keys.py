"""Our signing keys: made at first need, published before they sign, rotated by a command.

The JWKS holds the next, the current and the retired keys, so that a platform has seen a key before it is used
and still finds the one that signed something in flight. Private material is never printed and never logged.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.lti.models import SigningKey

KEY_BITS = 2048
ALGORITHM = "RS256"
REREAD_AFTER = timedelta(seconds=60)


class KeyState(StrEnum):
    """A key is published, then signs, then is only remembered."""

    NEXT = "next"
    CURRENT = "current"
    RETIRED = "retired"


class UnknownKey(ToolError):
    """No key of ours has that id."""

    code = "signing_key_unknown"
    status = 404
    message = "There is no signing key with that id. `lti-tool keys list` shows them."
    advice = ""


class KeyInUse(ToolError):
    """The key that signs, or is about to, cannot be taken out of the published set."""

    code = "signing_key_in_use"
    status = 409
    message = (
        "This is the %(state)s key: platforms need it to check what we sign. "
        "Rotate first (`lti-tool keys rotate`); the current key can be retired after that."
    )
    advice = ""


@dataclass(frozen=True)
class KeyInfo:
    """What may be said about a key: everything but the key."""

    kid: str
    state: str
    created_at: datetime


@dataclass(frozen=True)
class _Ring:
    current: tuple[str, RSAPrivateKey]
    jwks: list[dict[str, Any]]
    read_at: datetime


class SigningKeys:
    """The key ring, read from the database once a minute; each private key is parsed once per process."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], datetime] = utcnow) -> None:
        self._session_factory = session_factory
        self._clock = clock
        self._lock = threading.Lock()
        self._parsed: dict[str, RSAPrivateKey] = {}
        self._ring: _Ring | None = None

    def current(self) -> tuple[str, RSAPrivateKey]:
        """The key that signs now, as (kid, private key)."""
        return self._read().current

    def public_jwks(self) -> list[dict[str, Any]]:
        """The public JWKs of every key that a platform may meet: next, current, retired (RFC 7517)."""
        return [dict(jwk) for jwk in self._read().jwks]

    def list_keys(self) -> list[KeyInfo]:
        """Every key, next first, then current, then the retired, newest first."""
        self._read()
        with self._session_factory() as session:
            return [KeyInfo(key.kid, key.state, key.created_at) for key in _all_keys(session)]

    def rotate(self, now: datetime, actor: Actor) -> str:
        """Let the next key sign, retire the current, publish a new next; returns the kid that signs now."""
        spare, fresh = _new_key(KeyState.NEXT, now), _new_key(KeyState.NEXT, now)
        with self._lock, self._session_factory() as session:
            _lock_table(session)
            coming = session.scalars(select(SigningKey).filter_by(state=KeyState.NEXT)).first() or spare
            session.execute(update(SigningKey).filter_by(state=KeyState.CURRENT).values(state=KeyState.RETIRED))
            coming.state = KeyState.CURRENT
            session.add(coming)
            session.flush()  # there is one next key at a time: the old one is promoted before the new one comes
            session.add(fresh)
            record_event(session, OperatorAction.KEY_ROTATED, actor=actor, now=now, kid=coming.kid)
            kid = coming.kid
            session.commit()
            self._ring = None
        return kid

    def retire(self, kid: str, now: datetime, actor: Actor) -> None:
        """Take a retired key out of the published set, for good; raises UnknownKey, KeyInUse."""
        with self._lock, self._session_factory() as session:
            _lock_table(session)
            key = session.get(SigningKey, kid)
            if key is None:
                raise UnknownKey
            if key.state != KeyState.RETIRED:
                raise KeyInUse(params={"state": str(key.state)})
            session.delete(key)
            record_event(session, OperatorAction.KEY_REMOVED, actor=actor, now=now, kid=kid)
            session.commit()
            self._ring = None

    def _read(self) -> _Ring:
        ring, now = self._ring, self._clock()
        if ring is not None and abs(now - ring.read_at) < REREAD_AFTER:
            return ring
        with self._lock:
            keys = self._load() or self._make_first(now)
            self._ring = ring = self._build(keys, now)
            return ring

    def _load(self) -> list[SigningKey]:
        with self._session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            keys = _all_keys(session)
            return keys if any(key.state == KeyState.CURRENT for key in keys) else []

    def _make_first(self, now: datetime) -> list[SigningKey]:
        """Make a current and a next key, unless another worker was faster: we look with the table locked."""
        made = [_new_key(KeyState.CURRENT, now), _new_key(KeyState.NEXT, now)]
        with self._session_factory() as session:
            _lock_table(session)
            if session.scalars(select(SigningKey).filter_by(state=KeyState.CURRENT)).first() is None:
                session.add_all(made)
                session.commit()
            return _all_keys(session)

    def _build(self, keys: list[SigningKey], now: datetime) -> _Ring:
        self._parsed = {key.kid: self._parsed.get(key.kid) or _parse(key.private_pem) for key in keys}
        signing = next(key.kid for key in keys if key.state == KeyState.CURRENT)
        jwks = [_public_jwk(kid, key) for kid, key in self._parsed.items()]
        return _Ring((signing, self._parsed[signing]), jwks, now)


def _all_keys(session: Session) -> list[SigningKey]:
    order = list(KeyState)
    keys = session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.kid))
    return sorted(keys, key=lambda key: order.index(KeyState(key.state)))


def _lock_table(session: Session) -> None:
    """Let one writer in at a time, so that two workers never both make, or both promote, a key.

    On SQLite the write that changes nothing takes the write lock as the transaction's first statement.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE"))
    else:
        session.execute(update(SigningKey).filter_by(kid="").values(kid=""))


def _new_key(state: KeyState, now: datetime) -> SigningKey:
    private = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    return SigningKey(kid=secrets.token_hex(8), private_pem=pem, state=state, created_at=now)


def _parse(pem: str) -> RSAPrivateKey:
    """Parse a key that we made ourselves, without the primality checks that take most of the 40 ms."""
    key = load_pem_private_key(pem.encode("ascii"), password=None, unsafe_skip_rsa_key_validation=True)
    return cast(RSAPrivateKey, key)


def _public_jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    numbers = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {"kty": "RSA", "kid": kid, "alg": ALGORITHM, "use": "sig", "n": numbers["n"], "e": numbers["e"]}
