"""The access tokens that the platform has handed out."""

import secrets
import threading
from collections.abc import Callable

TOKEN_SECONDS = 3600


class AccessTokens:
    """Bearer tokens and the scopes each was granted, good for an hour; a restart forgets them."""

    def __init__(self, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._lock, self._clock = lock, clock
        self._granted: dict[str, tuple[frozenset[str], float]] = {}

    def issue(self, scopes: frozenset[str]) -> str:
        """Make a token for these scopes."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._granted = {kept: grant for kept, grant in self._granted.items() if grant[1] > now}
            self._granted[token] = (scopes, now + TOKEN_SECONDS)
        return token

    def scopes_of(self, token: str) -> frozenset[str] | None:
        """The scopes of a token, or None if it is unknown or has ended."""
        scopes, until = self._granted.get(token, (frozenset(), 0.0))
        return scopes if until > self._clock() else None

    def revoke_all(self) -> None:
        """Forget every token, so that the tool's next call is answered 401."""
        with self._lock:
            self._granted.clear()
