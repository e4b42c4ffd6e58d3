"""What a link says of itself in its custom parameters: written where it is placed, taken up at its first launch.

Platforms hand custom parameters back as they got them, also those (Moodle) that ignore a content item's own dates.
Anybody who edits a link can edit them, so whatever makes no sense is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from lti_tool.placements.contradictions import without_contradictions
from lti_tool.placements.picking.description import EARLIEST, LATEST, Kind, Setting
from lti_tool.placements.settings import SETTINGS, QuizSettings

DEFAULT_SCORE_MAXIMUM = 100
CUSTOM_MODULE = "module"
CUSTOM_SCORE_MAXIMUM = "score_maximum"
CUSTOM_TITLE = "title"
CUSTOM_GRADED = "graded"
CUSTOM_SETTINGS = tuple(each for each in SETTINGS.values() if each.about.placed_as)
NOT_GRADED = "no"


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


def custom_settings(settings: QuizSettings) -> dict[str, str]:
    """What is set of those settings that travel with a link, as its parameters say them."""
    values = {each.name: getattr(settings, each.name) for each in CUSTOM_SETTINGS}
    return {name: _format(value) for name, value in values.items() if value != SETTINGS[name].default}


def read_quiz_settings(custom: Mapping[str, str]) -> dict[str, Any]:
    """The settings that travel with a link, as a placement stores them; what contradicts others is left out."""
    read = {each.name: _read(each, custom.get(each.name, "")) for each in CUSTOM_SETTINGS}
    settings = QuizSettings(**{name: value for name, value in read.items() if value is not None})
    return without_contradictions(settings).stored()


def _format(value: object) -> str:
    return format_moment(value) if isinstance(value, datetime) else str(value)


def _read(setting: Setting, text: str) -> Any:
    """A setting's value, or None where the text is none."""
    if setting.kind == Kind.MOMENT:
        return read_moment(text)
    try:
        return getattr(QuizSettings.model_validate({setting.name: text.strip()}), setting.name)
    except ValidationError:
        return None


def read_moment(text: str) -> datetime | None:
    """A moment with its offset from UTC, in a year that makes sense; None where the text is none."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    fits = at.tzinfo is not None and EARLIEST <= at.year <= LATEST
    return at.astimezone(UTC) if fits else None
