"""A cell that a spreadsheet does not run, and back: what is written and read again is what it was."""

from __future__ import annotations

import re

from lti_tool.text.csv_file import harmless

_SEPARATOR = re.compile(r"([;|^~\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_APOSTROPHES = re.compile(r"'+")


def write_cell(text: str) -> str:
    """The text with an apostrophe before what would begin a formula, and one more where it has some already."""
    said = "".join(f"'{part}" if _is_guarded(part) else part for part in _SEPARATOR.split(text))
    return str(harmless(said))


def read_cell(text: str) -> str:
    """The text without the apostrophe that only keeps it from being a formula."""
    return "".join(part[1:] if _is_guarded(part) else part for part in _SEPARATOR.split(text))


def _is_guarded(part: str) -> bool:
    """Whether apostrophes stand before what would begin a formula without them."""
    found = _APOSTROPHES.match(part)
    rest = part[found.end() :] if found else ""
    return bool(rest) and harmless(rest) != rest
