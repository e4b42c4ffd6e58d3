"""What people type and what the content says instead: "fines" where lessons speak of fees and of what somebody owes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from lti_tool.content.model.fields import Text
from lti_tool.content.model.record import Record
from lti_tool.content.model.wording.folding import fold

EXACT = "="  # before a word of which only this form is meant: fines, and not "I'm fine"


class Synonym(Record):
    """Words that are `typed`, and those that are looked for instead; a typed word itself only where it is listed."""

    typed: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    found: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]


class SynonymsFile(Record):
    """content/synonyms.yaml."""

    synonyms: Annotated[tuple[Synonym, ...], Field(max_length=500)]


class Synonyms:
    """All of them, by what is typed."""

    def __init__(self, entries: Iterable[Synonym] = ()) -> None:
        self._found: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            for word in entry.typed:
                key = fold(word)
                self._found[key] = (*self._found.get(key, ()), *map(fold, entry.found))

    def of(self, word: str) -> tuple[str, ...]:
        """Return the folded words to look for when a folded word is typed."""
        return self._found.get(word, (word,))
