"""Reads the fields of a JSON body strictly: the right type, or a refusal that names the field."""

import math
import re
from datetime import datetime
from typing import Any

from lti_tool.demo_lms.services.guard import ServiceRefused
from lti_tool.demo_lms.texts import is_text

_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def require_text(body: dict[str, Any], name: str, max_length: int = 255) -> str:
    """A string that must be there and hold something."""
    text = optional_text(body, name, max_length)
    if not text.strip():
        raise ServiceRefused(400, f"The field {name} is missing or empty.")
    return text


def optional_text(body: dict[str, Any], name: str, max_length: int = 255) -> str:
    """A string that may be missing, then empty."""
    value = body.get(name, "")
    if not is_text(value):
        raise ServiceRefused(400, f"The field {name} must be a string.")
    if len(value) > max_length:
        raise ServiceRefused(400, f"The field {name} is longer than {max_length} characters.")
    return value


def require_choice(body: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    value = require_text(body, name)
    if value not in choices:
        raise ServiceRefused(400, f"The field {name} must be one of {', '.join(choices)}.")
    return value


def optional_number(body: dict[str, Any], name: str) -> float | None:
    """A finite number; true and false are none."""
    if name not in body:
        return None
    value = body[name]
    if not isinstance(value, int | float) or isinstance(value, bool) or not _is_finite(value):
        raise ServiceRefused(400, f"The field {name} must be a number.")
    return value


def require_positive(body: dict[str, Any], name: str) -> float:
    """A number that must be there and above 0."""
    value = optional_number(body, name)
    if value is None or value <= 0:
        raise ServiceRefused(400, f"The field {name} must be there and above 0.")
    return value


def check_timestamp(value: Any, name: str) -> str:
    """A date and time of ISO 8601 with its zone, kept as sent."""
    if isinstance(value, str) and _ISO_8601.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise ServiceRefused(400, f"The field {name} must be an ISO 8601 date and time with a time zone.")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
