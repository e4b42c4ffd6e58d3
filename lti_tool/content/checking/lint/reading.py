"""Texts as a reader sees them: without Markdown's marks, in sentences and in words."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")  # each stops where another could begin: linear
_FOREIGN = re.compile(r"(?<=\])\{lang=[\w-]+\}")
_MARKS = re.compile(r"\*\*|\*|__|`")
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)\]*_]*\s+(?=[\"'\u201c\u2018(\[*_]*[A-Z0-9])")
_BOLD = re.compile(r"\*\*.+?\*\*|__.+?__", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|\u201c[^\u201c\u201d]*\u201d", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def plain(text: str) -> str:
    """Return the text without Markdown's marks, white space folded."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", _FOREIGN.sub("", text))).split())


def words(text: str) -> list[str]:
    """Return the words in lower case, apostrophes and hyphens kept inside them."""
    return [word.lower() for word in _WORD.findall(plain(text))]


def sentences(text: str) -> list[str]:
    """Return the sentences, Markdown kept."""
    return _SENTENCE_END.split(text.strip())


def last_sentence(text: str) -> str:
    """Return the last sentence, Markdown kept."""
    return sentences(text)[-1]


def without_bold(text: str) -> str:
    """Return the text with bold passages taken out."""
    return _BOLD.sub(" ", text)


def without_quotations(text: str) -> str:
    """Return the text with what somebody says in it (between double quotes) taken out."""
    return _QUOTED.sub(" ", text)
