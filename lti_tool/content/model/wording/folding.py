"""Words compared whatever the way they are typed."""

from __future__ import annotations

import unicodedata

from lti_tool.content.model.wording.typography import straight


def fold(text: str) -> str:
    """Lower case without accents, so that a word is found however it is typed, its apostrophe too."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", straight(text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
