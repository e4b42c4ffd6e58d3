"""Certificate codes: unguessable, and easy to read aloud and to type.

The alphabet is 26 letters and digits, without look-alikes and without vowels, so that no word appears by accident; a
code has 24 of them, which carry 112 bits. A look-alike that somebody types (O for 0, I or L for 1) is read as the one
we use.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789CDFGHJKMNPRTVWXY"
LENGTH = 24
GROUP = 4
LONGEST_TYPED = 200
_LOOK_ALIKES = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "U": "V"})
_SEPARATORS = frozenset({"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"})


def new_code() -> str:
    """A code as it is stored: without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise_code(typed: str) -> str | None:
    """The stored form of what somebody typed, or None if it cannot be a code."""
    if len(typed) > LONGEST_TYPED:
        return None
    text = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in _SEPARATORS)
    code = kept.translate(_LOOK_ALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def group_code(code: str) -> str:
    """A code as people read it, in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
