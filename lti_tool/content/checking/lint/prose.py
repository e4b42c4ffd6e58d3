"""What rules on a lesson's prose take and say, and how they read Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lti_tool.content.markdown import made_whole, read_languages
from lti_tool.content.source.problem import Severity
from lti_tool.content.source.text.blocks import ProseText

_MARKDOWN = made_whole(read_languages(MarkdownIt("commonmark").enable("table")))


class Mark(NamedTuple):
    """A weakness of prose, with its line in the file."""

    severity: Severity
    line: int
    message: str
    remedy: str


ProseRule = Callable[[Sequence[ProseText]], Iterator[Mark]]


def tokens(texts: Sequence[ProseText]) -> Iterator[tuple[int, Token]]:
    """Yield each block of Markdown with its line in the file; a piece of text comes with its children."""
    for text in texts:
        line = text.line
        for token in _parse(text.text):
            line = text.line + token.map[0] if token.map else line
            yield line, token


@lru_cache(maxsize=64)
def _parse(markdown: str) -> tuple[Token, ...]:
    """Parsed once for all rules, which only look."""
    return tuple(_MARKDOWN.parse(markdown))


def prose_of(texts: Sequence[ProseText]) -> list[str]:
    """Return all that is read, run by run."""
    return [said for _, said in paragraphs(texts)]


def paragraphs(texts: Sequence[ProseText]) -> Iterator[tuple[int, str]]:
    """Yield each run of prose as it is read, without Markdown's marks and without words of another language."""
    for line, token in tokens(texts):
        if token.type == "inline":
            yield line, " ".join(child.content for child in _of_its_language(token.children or ()) if child.content)


def _of_its_language(children: Sequence[Token]) -> Iterator[Token]:
    is_foreign = False
    for child in children:
        is_foreign = child.type == "span_open" or (is_foreign and child.type != "span_close")
        if not is_foreign:
            yield child
