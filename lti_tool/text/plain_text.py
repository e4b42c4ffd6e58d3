"""Text as somebody typed it or a platform sent it, without what nobody sees: cleaned once, where it comes in.

A control character breaks a file or a database; one that turns the direction of writing makes a name or an address
read as another; one of no width makes two names look alike.
"""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"  # Persian, the scripts of India and emoji are spelled with them
FIRST_JOINED = "\u0590"  # no script before Hebrew is
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Signs that frame Arabic and Syriac numbers are of the category of the invisible, and are seen.
_SEEN_ALL_THE_SAME = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")


def clean_text(text: str) -> str:
    """The text on as many lines as it had, its ends cut off; tabs stay, every other invisible character goes."""
    if text.isprintable():
        return text.strip()
    text = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").split("\u2028"))
    return "".join(letter for at, letter in enumerate(text) if letter in "\n\t" or _is_seen(text, at)).strip()


def clean_line(text: str) -> str:
    """The text on one line, with single spaces: a name or a title."""
    return " ".join(clean_text(text).split())


def _is_seen(text: str, at: int) -> bool:
    letter = text[at]
    if letter in JOINERS:
        return text[at - 1 : at] >= FIRST_JOINED and text[at + 1 : at + 2] >= FIRST_JOINED
    is_no_character = ord(letter) & 0xFFFE == 0xFFFE
    return letter in _SEEN_ALL_THE_SAME or not (is_no_character or unicodedata.category(letter) in _INVISIBLE)
