"""The place in a lesson where a library's own words belong: after what the author asks the reader to find out there."""

from __future__ import annotations

import re
from functools import lru_cache

SLOT_HEADINGS = {"en": "At your library", "es": "En su biblioteca"}
_SLOT = re.compile(rf"^## (?:{'|'.join(map(re.escape, SLOT_HEADINGS.values()))})[ \t]*$", re.MULTILINE)
_NEXT_HEADING = re.compile(r"^##? ", re.MULTILINE)


def has_slot(markdown: str) -> bool:
    """Whether a stretch of prose has the place."""
    return _SLOT.search(markdown) is not None


@lru_cache(maxsize=1_024)
def slot_text(markdown: str) -> str:
    """What the author asks the reader to find out there, without the heading; nothing where there is no such place.

    Kept, since a module's page asks it of each lesson whenever it is shown, and a lesson's prose is long.
    """
    heading = _SLOT.search(markdown)
    if heading is None:
        return ""
    before_next, _ = split_at_slot(markdown)
    return before_next[heading.end() :].strip()


def split_at_slot(markdown: str) -> tuple[str, str]:
    """The prose up to the end of that section, and the rest; all of it and nothing where there is none."""
    heading = _SLOT.search(markdown)
    following = _NEXT_HEADING.search(markdown, heading.end()) if heading else None
    end = following.start() if following else len(markdown)
    return markdown[:end], markdown[end:]
