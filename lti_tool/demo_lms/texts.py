"""Strings from JSON that are no text: `"\\ud800"` is valid JSON, and no page can show it."""

from typing import TypeGuard


def is_text(value: object) -> TypeGuard[str]:
    """Whether this is a string that can be written as UTF-8."""
    return isinstance(value, str) and showable(value) == value


def showable(value: str) -> str:
    """The string with a question mark for each half of a broken character."""
    return value.encode("utf-8", "replace").decode()
