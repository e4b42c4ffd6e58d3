"""The gradebook: its columns (line items) and what is in its cells (results)."""

import dataclasses
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lti_tool.demo_lms.dialects.dialect import Dialect, Stamps
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
    attempts_allowed: int | None = None


@dataclass(frozen=True)
class Result:
    """A gradebook cell: the last score that the tool sent for one person, or what it left blank.

    What an instructor entered over it by hand `is_overridden`, and stays whatever the tool sends if it `is_kept`, or
    where the LMS keeps all of that; a locked one refuses scores. `submissions` counts what Canvas takes to be one;
    `submitted_url` is what was submitted, if an address was.
    """

    line_item_id: str
    user_id: str
    timestamp: str
    score_given: float | None
    score_maximum: float | None
    comment: str | None
    activity_progress: str
    grading_progress: str
    received_at: float = 0
    is_overridden: bool = False
    is_kept: bool = False
    is_locked: bool = False
    submissions: int = 0
    submitted_url: str = ""

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
    """A score whose timestamp is not later than that of the score already held; how an LMS says so differs."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.status = status


class GradeLocked(Exception):
    """A grade that nobody may change."""


class AttemptsUsedUp(Exception):
    """A submission more than a column allows."""


class Gradebook:
    """All line items and results, by course."""

    def __init__(self, store: Store, lock: threading.RLock, clock: Callable[[], float], dialect: Dialect) -> None:
        self._store, self._lock, self._clock, self._dialect = store, lock, clock, dialect
        self._line_items = {record["id"]: LineItem(**record) for record in store.load(_LINE_ITEM)}
        self._numbers = itertools.count(len(self._line_items))
        results = [Result(**record) for record in store.load(_RESULT)]
        self._results = {(result.line_item_id, result.user_id): result for result in results}
        self.scores_received: list[ReceivedScore] = []

    def add(self, course_id: str, label: str, score_maximum: float, **details: Any) -> LineItem:
        """Add a column; `details` are the other fields of LineItem."""
        number = next(self._numbers)
        item = LineItem(
            self._dialect.id_of("line item", number, str(number)), course_id, label, score_maximum, **details
        )
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
            self.empty_column(item)

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
        """Take over a checked score, unless the one held is as new or newer (AGS 3.3.4), or may not be changed."""
        with self._lock:
            held = self.result(result.line_item_id, result.user_id)
            if held is not None:
                self._check_stamp(result, held)
                if held.is_locked:
                    raise GradeLocked
                result = self._beside_what_is_held(result, held, body)
            self._check_attempts(result)
            self._put(dataclasses.replace(result, received_at=self._clock()))
            self.scores_received.append(ReceivedScore(result.line_item_id, self._clock(), body))

    def _check_stamp(self, result: Result, held: Result) -> None:
        sent, stamp = _moment(result.timestamp), _moment(held.timestamp)
        rule, status = self._dialect.stamps, 409
        if rule == Stamps.LATER_THAN_RECEIPT:
            stamp = datetime.fromtimestamp(int(held.received_at), UTC)
            sent = sent.replace(microsecond=0)
        if rule == Stamps.NOT_EARLIER:
            is_old, status = sent < stamp, 400
        else:
            is_old = rule != Stamps.ANY and sent <= stamp
        if is_old:
            words = f"Provided timestamp of {result.timestamp} before last updated timestamp of {held.timestamp}"
            raise ScoreTooOld(words if status == 400 else _too_old(held), status)

    def _beside_what_is_held(self, result: Result, held: Result, body: dict[str, Any]) -> Result:
        """What a score leaves as it is: perhaps a teacher's grade, perhaps a comment."""
        kept: dict[str, Any] = {"submissions": held.submissions + result.submissions}
        if held.is_kept or (held.is_overridden and self._dialect.keeps_override):
            names = ("score_given", "score_maximum", "is_overridden", "is_kept")
            kept |= {name: getattr(held, name) for name in names}
        if "comment" not in body and not self._dialect.missing_comment_clears:
            kept["comment"] = held.comment
        return dataclasses.replace(result, **kept)

    def _check_attempts(self, result: Result) -> None:
        item = self._line_items[result.line_item_id]
        if item.attempts_allowed is not None and result.submissions > item.attempts_allowed:
            raise AttemptsUsedUp

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
            changes: dict[str, Any] = {
                "score_given": points,
                "score_maximum": item.score_maximum,
                "is_overridden": True,
            }
            self._put(dataclasses.replace(held, **changes))

    def lock_grade(self, line_item_id: str, user_id: str, is_locked: bool = True) -> None:
        """Let nobody change a cell, or everybody again, as an instructor does by hand."""
        with self._lock:
            held = self.result(line_item_id, user_id)
            if held is None:
                raise LookupError("There is no result to lock.")
            self._put(dataclasses.replace(held, is_locked=is_locked))

    def empty(self, course_id: str) -> None:
        """Forget every grade of a course, as a reset of the course does; the columns stay."""
        with self._lock:
            for item in self.line_items(course_id):
                self.empty_column(item)

    def empty_column(self, item: LineItem) -> None:
        """Forget all grades of a column."""
        with self._lock:
            for key in [key for key in self._results if key[0] == item.id]:
                del self._results[key]
                self._store.delete(_RESULT, "/".join(key))

    def override(self, line_item_id: str, user_id: str, points: float) -> None:
        """Enter a grade over whatever the tool sends from now on, as in Moodle's grader report."""
        with self._lock:
            self.grade_by_hand(line_item_id, user_id, points)
            self._put(dataclasses.replace(self._results[line_item_id, user_id], is_kept=True))

    def _put(self, result: Result) -> None:
        key = (result.line_item_id, result.user_id)
        self._results[key] = result
        self._store.put(_RESULT, "/".join(key), dataclasses.asdict(result))


def _moment(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp)


def _too_old(held: Result) -> str:
    return f"The score held was stamped {held.timestamp}; this one is not later."
