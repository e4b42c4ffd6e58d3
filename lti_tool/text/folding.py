"""Names as they are compared: without accents and cases, so that Ángel stands under A and “munoz” finds Muñoz.

What a name is folded to is stored beside it and compared letter by letter, by their numbers: so both databases
give one order, and a search asks neither of them what a small letter is.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Text

FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""The type of a column that has folded names: ordered by the letters' numbers, whatever the database's language."""
_ACCENTS = dict.fromkeys(range(0x300, 0x370))  # of Latin, Greek and Cyrillic; other scripts spell with theirs
_LETTERS = str.maketrans(
    {
        "ı": "i",  # what a Turkish I is small
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "‐": "-",
        "‑": "-",
    }
)


def fold(name: str) -> str:
    """A name as it is compared; the same for any two ways to write the same letters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    letters = plain.translate(_ACCENTS).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", letters).split())


def folded_name(context: Any) -> str:
    """The default of such a column beside a `name`: whoever inserts a row need not know of it."""
    return fold(context.get_current_parameters().get("name") or "")
