"""Words that YAML programs read as something else than text when no quotes stand around them.

Our own reader takes every value as text, but a translator's tool or a spreadsheet export may not: `Yes` becomes true,
`10:30` the number 630.
"""

from __future__ import annotations

import re

_TYPED = re.compile(
    r"yes|no|on|off|null|~|\d+(:[0-5]?\d)+|\d{4}-\d\d?-\d\d?|[-+]?\d*\.\d+|0[xob]?[0-9a-f_]+|[-+]?\.(inf|nan)",
    re.IGNORECASE,
)


def is_ambiguous(text: str) -> bool:
    """Say whether a value without quotes is text here and something else elsewhere; counts and true/false are fine."""
    return _TYPED.fullmatch(text) is not None
