"""Things that may be used once and for a while only: launch hints, nonces and token ids."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

HINT_SECONDS = 300


@dataclass(frozen=True)
class Intent:
    """Who is about to open what: the platform remembers it between the login initiation and the launch."""

    person_id: str
    course_id: str
    message_type: str
    link_id: str | None = None
    document_target: str = "iframe"
    learner_id: str | None = None
    placement: str = ""


class HintRefused(Exception):
    """A launch hint that opens nothing; the text says why."""


class LaunchHints:
    """Opaque names for intents, each good for one use within five minutes."""

    def __init__(self, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._lock = lock
        self._intents: dict[str, Intent] = {}
        self._issued = SeenOnce(lock, clock)
        self._used = SeenOnce(lock, clock)

    def issue(self, intent: Intent) -> str:
        """Make an opaque hint for an intent."""
        hint = secrets.token_urlsafe(24)
        with self._lock:
            self._intents = {old: kept for old, kept in self._intents.items() if self._issued.holds(old)}
            self._intents[hint] = intent
            self._issued.remember(hint, HINT_SECONDS)
        return hint

    def take(self, hint: str) -> Intent:
        """The intent behind a hint, which is used up. Raises HintRefused."""
        with self._lock:
            intent = self._intents.pop(hint, None)
            used_before = not self._used.remember(hint, HINT_SECONDS)
        if used_before:
            raise HintRefused("This lti_message_hint was used before. Each one opens one launch.")
        if intent is None or not self._issued.holds(hint):
            raise HintRefused("This lti_message_hint is unknown, or older than five minutes.")
        return intent


class SeenOnce:
    """Values that were seen, each forgotten after its time."""

    def __init__(self, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._lock, self._clock = lock, clock
        self._until: dict[str, float] = {}

    def holds(self, value: str) -> bool:
        """Whether a value is still remembered."""
        return self._until.get(value, 0) > self._clock()

    def remember(self, value: str, seconds: float) -> bool:
        """Keep a value for a while; answer False if it is a repetition."""
        with self._lock:
            now = self._clock()
            self._until = {known: until for known, until in self._until.items() if until > now}
            if value in self._until:
                return False
            self._until[value] = now + seconds
            return True
