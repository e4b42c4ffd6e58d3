"""Words as the index knows them: without accents, each cut to its stem in the language that it is written in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from lti_tool.content.model.folding import fold
from lti_tool.content.model.languages import SOURCE_LANGUAGE

_ALGORITHMS = {"en": "english", "es": "spanish"}
_STEMMERS = {language: snowballstemmer.stemmer(name) for language, name in _ALGORITHMS.items()}
_lock = threading.Lock()  # a stemmer keeps the word that it works on
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word, folded, with where it begins and ends in the text."""
    for found in _WORD.finditer(text):
        yield fold(found.group()).replace("’", "'"), found.start(), found.end()


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; English ways for a language that we have no stemmer for."""
    stemmer = _STEMMERS.get(language, _STEMMERS[SOURCE_LANGUAGE])
    with _lock:
        return str(stemmer.stemWord(word))


def terms_of(word: str, language: str) -> tuple[str, str]:
    """The stem of a folded word, and the word as it stands, both with the language: letters mean other things there."""
    return f"{language}:{stem(word, language)}", exact(word, language)


def exact(word: str, language: str) -> str:
    """The term that only this form of a word has."""
    return f"{language}:={word}"
