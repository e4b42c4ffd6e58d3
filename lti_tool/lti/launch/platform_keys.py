"""The platforms' public keys: kept in the process and in the database, fetched only when a new one shows up.

A key endpoint that is down refuses nobody whose key is known; one that hangs makes nobody wait but who asked first;
an error page never replaces a good set; and a stranger who invents key ids costs the platform one request in half a
minute.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import PlatformKeySet
from lti_tool.lti.services.http import Answer, HttpClient, PlatformUnreachable, TooManyCalls

ALGORITHM = "RS256"
MINIMUM_KEY_BITS = 2048  # RFC 7518 §3.3
MAXIMUM_KEYS = 100
REFETCH_INTERVAL = timedelta(seconds=30)
REFRESH_AFTER = timedelta(hours=24)
REFRESH_RETRY_INTERVAL = timedelta(minutes=10)
RESYNC_AFTER = timedelta(seconds=60)
GRACE_S = 1.0

Keys = tuple[RSAPublicKey, ...]
KeySet = Mapping[str, Keys]

logger = logging.getLogger(__name__)


class UnknownPlatformKey(ToolError):
    """The platform signed with a key that its own key set does not hold, or that we could not fetch."""

    code = "platform_key_unknown"
    status = 400
    title = N_("We could not check this launch")
    message = N_("The learning platform signed this launch with a key that it does not publish.")
    advice = N_(
        "Wait half a minute, go back to your course and open the link again. If it keeps happening, "
        "tell your administrator: the platform's key set address may be wrong."
    )


class PlatformKeysNotFetched(UnknownPlatformKey):
    """The platform's key set address does not answer."""

    code = "platform_keys_not_fetched"
    message = N_("The learning platform's keys could not be fetched. Try again in a few minutes.")


class PlatformKeysUnusable(UnknownPlatformKey):
    """The platform's key set address answers with something else than a key set, or with keys that LTI does not use."""

    code = "platform_keys_unusable"
    message = N_("The learning platform's key set address did not answer with keys that we can use.")


class KeysOnTheirWay(UnknownPlatformKey):
    """Somebody else's launch is asking for the keys and has no answer yet, or nobody could ask just now."""

    code = "platform_keys_awaited"
    status = 503
    title = N_("Please try again")
    message = N_("We are still waiting for the learning platform's keys.")
    advice = N_("Go back to your course and open the link again in half a minute.")


KEY_NOT_FOUND = frozenset(
    each.code for each in (UnknownPlatformKey, PlatformKeysNotFetched, PlatformKeysUnusable, KeysOnTheirWay)
)


class _Fetch:
    """A fetch under way. Others wait for it in its first second alone, in which a platform that is well answers."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ended = threading.Event()

    def end(self) -> None:
        """Let those who wait go on."""
        self._ended.set()

    def wait(self) -> bool:
        """Whether it has ended."""
        return self._ended.wait(self._began + GRACE_S - time.monotonic())


@dataclass
class _Known:
    """What we know of a key set; `refuse` makes the refusal of a key that is not in it."""

    url: str = ""
    keys: KeySet = field(default_factory=dict)
    fetched_at: datetime | None = None
    synced_at: datetime | None = None
    tried_at: datetime | None = None
    fetch: _Fetch | None = None
    refuse: type[UnknownPlatformKey] = UnknownPlatformKey


class PlatformKeys:
    """Finds the key that a platform signed with: in the process, in the database, or at the platform."""

    def __init__(
        self,
        session_factory: Callable[[], Session],
        http: HttpClient,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._session_factory = session_factory
        self._http = http
        self._clock = clock
        self._known: dict[int, _Known] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, registration_id: int, jwks_url: str, kid: str) -> Keys:
        """The public keys `kid` of a registration's platform, mostly one; raises UnknownPlatformKey or KeysOnTheirWay.

        May make an HTTP call and open a session of its own: call it while no transaction is open.
        """
        known = self._known.get(registration_id)
        if known is not None and known.url == jwks_url and kid in known.keys and self._is_in_sync(known):
            return known.keys[kid]
        known, others_fetch = self._look_up(registration_id, jwks_url, kid)
        if kid not in known.keys and others_fetch is not None and not others_fetch.wait():
            raise KeysOnTheirWay
        if kid not in known.keys:
            raise known.refuse()
        return known.keys[kid]

    def _look_up(self, registration_id: int, jwks_url: str, kid: str) -> tuple[_Known, _Fetch | None]:
        """Look in the database and, where nobody is asking it already, at the platform; else return who is."""
        with self._lock_of(registration_id):
            known = self._sync(registration_id, jwks_url, kid)
            if known.fetch is not None or not self._should_fetch(known, kid):
                return known, known.fetch
            known.fetch = ours = _Fetch()
        try:
            self._fetch(registration_id, known)
        finally:
            known.fetch = None
            ours.end()
        return known, None

    def _sync(self, registration_id: int, jwks_url: str, kid: str) -> _Known:
        """Bring what we know up to date with the row, which another worker may have renewed."""
        known = self._known.get(registration_id)
        if known is None or known.url != jwks_url:
            known = self._known[registration_id] = _Known(url=jwks_url)
        if kid in known.keys and self._is_in_sync(known):
            return known
        stored, fetched_at = self._load(registration_id)
        if stored.get("url") == jwks_url and fetched_at != known.fetched_at:
            known.keys, known.fetched_at = parse_key_set(stored), fetched_at
        known.synced_at = self._clock()
        return known

    def _is_in_sync(self, known: _Known) -> bool:
        return known.synced_at is not None and abs(self._clock() - known.synced_at) < RESYNC_AFTER

    def _should_fetch(self, known: _Known, kid: str) -> bool:
        now = self._clock()
        if kid not in known.keys:
            newest = max((at for at in (known.tried_at, known.fetched_at) if at), default=None)
            return newest is None or abs(now - newest) >= REFETCH_INTERVAL
        is_old = known.fetched_at is None or now - known.fetched_at >= REFRESH_AFTER
        return is_old and (known.tried_at is None or abs(now - known.tried_at) >= REFRESH_RETRY_INTERVAL)

    def _fetch(self, registration_id: int, known: _Known) -> None:
        """Ask the platform; a good answer replaces the whole set, a bad one is explained and dropped."""
        asked_at = self._clock()
        try:
            response = self._http.get(known.url, headers={"Accept": "application/json"})
        except TooManyCalls:  # nobody was asked, so the next launch may
            known.refuse = KeysOnTheirWay
            return
        except PlatformUnreachable as error:
            logger.warning("registration %s: key set not fetched: %s", registration_id, error.message)
            known.tried_at, known.refuse = asked_at, PlatformKeysNotFetched
            return
        jwks = _read_answer(response)
        keys = parse_key_set(jwks)
        if not keys:
            logger.warning("registration %s: HTTP %s is no key set", registration_id, response.status_code)
            known.tried_at, known.refuse = asked_at, PlatformKeysUnusable
            return
        with self._lock_of(registration_id):
            known.tried_at, known.refuse = asked_at, UnknownPlatformKey
            known.keys, known.fetched_at = keys, asked_at
            self._save(registration_id, {"url": known.url, "keys": jwks["keys"]}, asked_at)

    def _load(self, registration_id: int) -> tuple[dict[str, Any], datetime | None]:
        with self._session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            row = session.get(PlatformKeySet, registration_id)
            return (row.jwks, row.fetched_at) if row else ({}, None)

    def _save(self, registration_id: int, jwks: dict[str, Any], fetched_at: datetime) -> None:
        """Keep the set for restarts and other workers; failing to is no reason to refuse a launch."""
        try:
            with self._session_factory() as session:
                session.merge(PlatformKeySet(registration_id=registration_id, jwks=jwks, fetched_at=fetched_at))
                session.commit()
        except (IntegrityError, OperationalError) as error:
            logger.warning("registration %s: key set not stored: %s", registration_id, error.orig)

    def _lock_of(self, registration_id: int) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(registration_id, threading.Lock())


def parse_key_set(jwks: Mapping[str, Any]) -> dict[str, Keys]:
    """The usable keys of a JWKS by kid: RSA of 2048 bits or more, `use` sig or none, `alg` RS256 or none.

    Brightspace gives no `alg`. A kid ought to be one key's (RFC 7517 §4.5); where several have it, any may have signed.
    """
    entries = jwks.get("keys")
    if not isinstance(entries, list):
        return {}
    found: dict[str, Keys] = {}
    for entry in entries[:MAXIMUM_KEYS]:
        kid = entry.get("kid") if isinstance(entry, dict) else None
        if isinstance(kid, str) and kid and (key := _parse(entry)) is not None:
            found[kid] = (*found.get(kid, ()), key)
    return found


def _parse(jwk: dict[str, Any]) -> RSAPublicKey | None:
    signs = jwk.get("kty") == "RSA" and (jwk.get("use") or "sig") == "sig"
    if not signs or (jwk.get("alg") or ALGORITHM) != ALGORITHM:
        return None
    try:
        key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
    except (InvalidKeyError, KeyError, ValueError, TypeError, AttributeError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= MINIMUM_KEY_BITS else None


def _read_answer(response: Answer) -> dict[str, Any]:
    if response.status_code != HTTPStatus.OK:
        return {}
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
