"""The line that a lesson gives its reader to say: the last block quote that is neither a dialogue nor a fact card."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"(?:^ {0,3}>.*\n?)+", re.MULTILINE)
_MARK = re.compile(r"^ {0,3}> ?", re.MULTILINE)


def line_to_say(prose: str) -> str:
    """Return the line as Markdown; nothing where a lesson has none."""
    said = [_MARK.sub("", found.group()).strip() for found in _QUOTE.finditer(prose)]
    lines = [" ".join(text.split()) for text in said if text and not text.startswith("**")]
    return lines[-1] if lines else ""
