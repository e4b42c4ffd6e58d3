"""What goes over the wire: a score, a result, a column's window; how each is written and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lti_tool.lti.services.pages import IncompleteList
from lti_tool.lti.services.quirks import canvas_submission

WINDOW_START, WINDOW_END = "startDateTime", "endDateTime"


@dataclass(frozen=True)
class Score:
    """What a score POST says (AGS 2.0 §3.4): `score_given` of `score_maximum`; times are aware.

    `work_url` is where Canvas's graders open what was scored.
    """

    user_id: str
    score_given: float
    score_maximum: float
    timestamp: datetime
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    comment: str | None = None
    new_submission: bool = False
    work_url: str = ""
    activity_progress: str = "Completed"
    grading_progress: str = "FullyGraded"

    def to_json(self) -> str:
        """The body, without what we do not know: an explicit null would erase something."""
        body: dict[str, Any] = {
            "userId": self.user_id,
            "scoreGiven": _plain_number(self.score_given),
            "scoreMaximum": _plain_number(self.score_maximum),
            "activityProgress": self.activity_progress,
            "gradingProgress": self.grading_progress,
            "timestamp": format_timestamp(self.timestamp),
        }
        if self.comment:
            body["comment"] = self.comment
        times = {"startedAt": self.started_at, "submittedAt": self.submitted_at}
        if submission := {name: format_timestamp(at) for name, at in times.items() if at}:
            body["submission"] = submission
        return json.dumps(body | canvas_submission(self.new_submission, self.work_url))


@dataclass(frozen=True)
class Result:
    """What the platform's gradebook holds for one person (AGS 2.0 §3.3); None where it holds nothing."""

    score: float | None
    maximum: float | None
    comment: str | None = None
    timestamp: datetime | None = None

    def agrees_with(self, score: Score, tolerance: float = 0.001) -> bool:
        """Whether the two are the same share of their maxima: platforms rescale and round."""
        return self.share is not None and abs(self.share - score.score_given / score.score_maximum) < tolerance

    @property
    def share(self) -> float | None:
        """How much of the maximum it is, 0 to 1 (or more, where a person gave extra points); None where it is blank."""
        return self.score / self.maximum if self.score is not None and self.maximum else None


@dataclass(frozen=True, slots=True)
class Results:
    """A column's results by the platform's user id, and why no more were read, where that is so."""

    by_user: Mapping[str, Result]
    gap: IncompleteList | None = None


@dataclass(frozen=True)
class Window:
    """From when to when a column takes work (AGS 2.0 §3.2.9 and §3.2.10); None is an end that is left open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def to_dict(self) -> dict[str, str]:
        """As a line item writes it."""
        ends = {WINDOW_START: self.starts_at, WINDOW_END: self.ends_at}
        return {name: format_timestamp(at) for name, at in ends.items() if at}

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Window:
        """What a line item says."""
        return cls(_time_or_none(item.get(WINDOW_START)), _time_or_none(item.get(WINDOW_END)))


ALWAYS_OPEN = Window()


def read_result(row: Mapping[str, Any]) -> Result:
    """What a row of a result container says (AGS 2.0 §3.3.5)."""
    comment = row.get("comment")
    return Result(
        score=_number_or_none(row.get("resultScore")),
        maximum=_number_or_none(row.get("resultMaximum", 1)),  # 1 when absent
        comment=comment if isinstance(comment, str) and comment else None,
        timestamp=_time_or_none(row.get("timestamp")),
    )


def format_timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a Z, the one form that every platform was seen to accept."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain_number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 4)


def _number_or_none(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _time_or_none(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else None
