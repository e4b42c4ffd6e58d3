"""What a link says of itself in its custom parameters: written where it is placed, taken up at its first launch.

Platforms hand custom parameters back as they got them, also those (Moodle) that ignore a content item's own dates.
Anybody who edits a link can edit them, so whatever makes no sense is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lti_tool.placements.settings import QuizSettings

DEFAULT_SCORE_MAXIMUM = 100
CUSTOM_MODULE = "module"
CUSTOM_SCORE_MAXIMUM = "score_maximum"
CUSTOM_TITLE = "title"
CUSTOM_GRADED = "graded"
CUSTOM_MOMENTS = ("opens_at", "due_at", "closes_at")
NOT_GRADED = "no"
EARLIEST, LATEST = 2000, 2100  # years


def format_moment(at: datetime) -> str:
    """ISO 8601 in UTC to the second: what a custom parameter and a content item say."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_score_maximum(custom: Mapping[str, str]) -> int:
    """The maximum that the link was made with, so that points here read as they do in the gradebook."""
    text = custom.get(CUSTOM_SCORE_MAXIMUM, "")
    fits = text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= DEFAULT_SCORE_MAXIMUM
    return int(text) if fits else DEFAULT_SCORE_MAXIMUM


def read_graded(custom: Mapping[str, str]) -> bool:
    """Whether the link was placed to have a gradebook column."""
    return custom.get(CUSTOM_GRADED, "").strip().lower() != NOT_GRADED


def read_quiz_settings(custom: Mapping[str, str]) -> dict[str, Any]:
    """The dates, as a placement stores them; a date that contradicts an earlier one is left out."""
    opens_at, due_at, closes_at = (_read_moment(custom.get(name, "")) for name in CUSTOM_MOMENTS)
    if opens_at and closes_at and closes_at <= opens_at:
        closes_at = None
    if due_at and ((closes_at and due_at > closes_at) or (opens_at and due_at < opens_at)):
        due_at = None
    return QuizSettings(opens_at=opens_at, due_at=due_at, closes_at=closes_at).stored()


def _read_moment(text: str) -> datetime | None:
    """A moment with its offset from UTC, in a year that makes sense."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    fits = at.tzinfo is not None and EARLIEST <= at.year <= LATEST
    return at.astimezone(UTC) if fits else None
