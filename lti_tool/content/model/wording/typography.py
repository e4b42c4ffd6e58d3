"""Apostrophes and quotation marks as print has them, in titles that authors type with those of the keyboard."""

from __future__ import annotations

import re

_CLOSES_SINGLE = re.compile(r"(?<=[\w.,!?…)”])'|'(?=\d\ds?\b)")
_OPENS_DOUBLE = re.compile(r'(?<![^\s(\[–—‘])"')


def typographic(title: str) -> str:
    """A title with typographic apostrophes and quotation marks; those that are typographic already stay."""
    doubled = _OPENS_DOUBLE.sub("“", title).replace('"', "”")
    return _CLOSES_SINGLE.sub("’", doubled).replace("'", "‘")


def straight(title: str) -> str:
    """The same for a file that other programs read: the marks of the keyboard."""
    return title.translate({ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'})
