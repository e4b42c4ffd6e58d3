"""Words as the index knows them: without accents, each cut to its stem in the language that it is written in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from lti_tool.content.model.wording.folding import fold
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE

_ALGORITHMS = {"en": "english", "es": "spanish"}
_STEMMERS = {language: snowballstemmer.stemmer(name) for language, name in _ALGORITHMS.items()}
_lock = threading.Lock()  # a stemmer keeps the word that it works on
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word as it is written, with where it begins and ends in the text."""
    for found in _WORD.finditer(text):
        yield found.group(), found.start(), found.end()


def fold_word(word: str) -> str:
    """The word folded, its apostrophe straight."""
    return fold(word).replace("’", "'")


def _stem(word: str, language: str) -> str:
    """English ways for a language that we have no stemmer for."""
    stemmer = _STEMMERS.get(language, _STEMMERS[SOURCE_LANGUAGE])
    with _lock:
        return str(stemmer.stemWord(word))


@lru_cache(maxsize=20_000)
def terms_of(word: str, language: str) -> tuple[str, str]:
    """The stem of a word, and its form, both folded and with the language: letters mean other things there."""
    folded = fold_word(word)
    return f"{language}:{_stem(folded, language)}", exact(folded, language)


def exact(word: str, language: str) -> str:
    """The term that only this form of a folded word has."""
    return f"{language}:={word}"
