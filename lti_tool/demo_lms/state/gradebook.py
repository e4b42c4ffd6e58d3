"""The gradebook: its columns (line items) and what is in its cells (results)."""

import dataclasses
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lti_tool.demo_lms.state.store import Store

_LINE_ITEM = "line_item"
_RESULT = "result"


@dataclass(frozen=True)
class LineItem:
    """A gradebook column; `link_id` names the link that it belongs to, if any."""

    id: str
    course_id: str
    label: str
    score_maximum: float
    link_id: str | None = None
    resource_id: str = ""
    tag: str = ""
    extras: dict[str, Any] = field(default_factory=dict)  # dates and the like, as sent


@dataclass(frozen=True)
class Result:
    """A gradebook cell: the last score that the tool sent for one person, or what it left blank.

    What an instructor entered over it (`is_overridden`) stays whatever the tool sends; a locked one refuses scores.
    """

    line_item_id: str
    user_id: str
    timestamp: str
    score_given: float | None
    score_maximum: float | None
    comment: str | None
    activity_progress: str
    grading_progress: str
    is_overridden: bool = False
    is_locked: bool = False

    def scaled_to(self, maximum: float) -> float | None:
        """The grade in points of the line item, or None where it is blank."""
        if self.score_given is None or not self.score_maximum:
            return None
        return round(self.score_given / self.score_maximum * maximum, 4)


@dataclass(frozen=True)
class ReceivedScore:
    """A score that was accepted, as the tool sent it; `received_at` is seconds since the epoch."""

    line_item_id: str
    received_at: float
    body: dict[str, Any]


class ScoreTooOld(Exception):
    """A score whose timestamp is not later than that of the score already held."""


class GradeLocked(Exception):
    """A score for a grade that an instructor locked."""


class Gradebook:
    """All line items and results, by course."""

    def __init__(self, store: Store, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._store, self._lock, self._clock = store, lock, clock
        self._line_items = {record["id"]: LineItem(**record) for record in store.load(_LINE_ITEM)}
        results = [Result(**record) for record in store.load(_RESULT)]
        self._results = {(result.line_item_id, result.user_id): result for result in results}
        self.scores_received: list[ReceivedScore] = []

    def add(self, course_id: str, label: str, score_maximum: float, **details: Any) -> LineItem:
        """Add a column; `details` are the other fields of LineItem."""
        item = LineItem(secrets.token_hex(5), course_id, label, score_maximum, **details)
        self.save(item)
        return item

    def save(self, item: LineItem) -> None:
        """Keep a new or changed column."""
        with self._lock:
            self._line_items[item.id] = item
            self._store.put(_LINE_ITEM, item.id, dataclasses.asdict(item))

    def delete(self, item: LineItem) -> None:
        """Remove a column with all its results."""
        with self._lock:
            self._line_items.pop(item.id, None)
            self._store.delete(_LINE_ITEM, item.id)
            self.empty(item)

    def line_item(self, line_item_id: str) -> LineItem | None:
        """A column by its id."""
        return self._line_items.get(line_item_id)

    def line_items(self, course_id: str) -> list[LineItem]:
        """The columns of a course, oldest first."""
        with self._lock:
            return [item for item in self._line_items.values() if item.course_id == course_id]

    def for_link(self, link_id: str) -> LineItem | None:
        """The one column of a link; None where it has none, or several (AGS 2.0, section 3.1)."""
        with self._lock:
            items = [item for item in self._line_items.values() if item.link_id == link_id]
        return items[0] if len(items) == 1 else None

    def result(self, line_item_id: str, user_id: str) -> Result | None:
        """What is in one cell, None if nothing was ever sent."""
        return self._results.get((line_item_id, user_id))

    def results(self, line_item_id: str) -> list[Result]:
        """All cells of a column."""
        with self._lock:
            return [result for result in self._results.values() if result.line_item_id == line_item_id]

    def apply(self, result: Result, body: dict[str, Any]) -> None:
        """Take over a checked score, unless the one held is as new or newer (AGS 3.3.4)."""
        with self._lock:
            held = self.result(result.line_item_id, result.user_id)
            if held is not None and _moment(result.timestamp) <= _moment(held.timestamp):
                raise ScoreTooOld(f"The score held was stamped {held.timestamp}; this one is not later.")
            if held is not None and held.is_locked:
                raise GradeLocked
            if held is None or not held.is_overridden:  # what is entered by hand stays, and Moodle answers 200
                self._put(result)
            self.scores_received.append(ReceivedScore(result.line_item_id, self._clock(), body))

    def leave_comment(self, line_item_id: str, user_id: str, comment: str) -> None:
        """Write a comment into a cell, as an instructor does by hand."""
        with self._lock:
            held = self.result(line_item_id, user_id)
            if held is None:
                raise LookupError("There is no result to comment on.")
            self._put(dataclasses.replace(held, comment=comment))

    def grade_by_hand(self, line_item_id: str, user_id: str, points: float) -> None:
        """Put another grade into a cell, in points of the column, as an instructor does by hand."""
        with self._lock:
            held, item = self.result(line_item_id, user_id), self.line_item(line_item_id)
            if held is None or item is None:
                raise LookupError("There is no result to change.")
            self._put(dataclasses.replace(held, score_given=points, score_maximum=item.score_maximum))

    def override(self, line_item_id: str, user_id: str, points: float) -> None:
        """Enter a grade over whatever the tool sends from now on, as in Moodle's grader report."""
        with self._lock:
            self.grade_by_hand(line_item_id, user_id, points)
            self._put(dataclasses.replace(self._results[line_item_id, user_id], is_overridden=True))

    def lock(self, line_item_id: str, user_id: str, locked: bool = True) -> None:
        """Keep a grade as it is: scores for it are answered as Moodle does, with 500."""
        with self._lock:
            held = self.result(line_item_id, user_id)
            if held is None:
                raise LookupError("There is no result to lock.")
            self._put(dataclasses.replace(held, is_locked=locked))

    def empty(self, line_item: LineItem) -> None:
        """Forget all grades of a column, as resetting a course does."""
        with self._lock:
            for key in [key for key in self._results if key[0] == line_item.id]:
                del self._results[key]
                self._store.delete(_RESULT, "/".join(key))

    def _put(self, result: Result) -> None:
        key = (result.line_item_id, result.user_id)
        self._results[key] = result
        self._store.put(_RESULT, "/".join(key), dataclasses.asdict(result))


def _moment(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp)
