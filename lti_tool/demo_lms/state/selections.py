"""Open deep linking requests: who is choosing content for which course."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from lti_tool.demo_lms.state.courses import Course
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.state.single_use import SeenOnce

SELECTION_SECONDS = 3600


@dataclass(frozen=True)
class Selection:
    """Who is choosing content for which course, and from which of the LMS's buttons."""

    person: Person
    course: Course
    placement: str = ""


class Selections:
    """Remembers each deep linking request by its `data`, which the tool must echo exactly within an hour."""

    def __init__(self, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._lock = lock
        self._open = SeenOnce(lock, clock)
        self._who: dict[str, Selection] = {}

    def open(self, person: Person, course: Course, placement: str = "") -> str:
        """Note that a person is about to choose; answer the `data` to send along."""
        data = secrets.token_urlsafe(24)
        with self._lock:
            self._who = {known: who for known, who in self._who.items() if self._open.holds(known)}
            self._who[data] = Selection(person, course, placement)
            self._open.remember(data, SELECTION_SECONDS)
        return data

    def find(self, data: object) -> Selection | None:
        """The request that is still open."""
        if not isinstance(data, str) or not self._open.holds(data):
            return None
        return self._who.get(data)
