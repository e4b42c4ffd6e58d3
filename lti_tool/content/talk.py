"""Block quotes as what they are: turns of a dialogue, a card with a fact such as a law, or something said or written.

A dialogue is a quote in which each paragraph begins with a name in bold and a colon, `> **Rosa (concerned):** …`; a
card begins with bold words and a full stop, `> **Law, as of November 2026.** …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

OURSELVES = ("you", "usted")


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a page shows it; `address` is whole, `alt_language` empty where it is the page's."""

    address: str
    alt: str
    width: int
    height: int
    alt_language: str = ""


@dataclass(frozen=True, slots=True)
class ShownFace:
    """Somebody who speaks; `mood` is a word of the page's language."""

    address: str
    mood: str


class Art(Protocol):
    """What a page knows of pictures and people."""

    def picture(self, name: str) -> ShownPicture | None:
        """Return the picture of that id, or None."""

    def speaker(self, label: str) -> tuple[str, ShownFace | None] | None:
        """Return the name and face that a turn's label means; None where it is no label."""


def mark_quotes(tokens: Sequence[Token], art: Art | None) -> None:
    """Give each block quote the class of what it is, and each turn of a dialogue its face."""
    for start, end in _quotes(tokens):
        if end < start + 3:  # it says nothing
            continue
        runs = [(tokens[place - 1], token) for place, token in _runs(tokens, start, end)]
        labels = [_bold_start(run) for _, run in runs]
        if labels and all(label.endswith(":") for label in labels):
            tokens[start].attrSet("class", "talk")
            for paragraph, run in runs:
                _make_turn(paragraph, run, art)
        elif _bold_start(tokens[start + 2]).endswith("."):  # whatever follows: a card may hold a list
            tokens[start].attrSet("class", "fact-card")


def render_turn(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The face of a turn; what is said follows."""
    face = tokens[index].meta.get("face")
    if face is None:
        return ""
    alt = escapeHtml(face.mood)
    return f'<img class="bust" src="{escapeHtml(face.address)}" alt="{alt}" width="64" height="64" loading="lazy">'


def _quotes(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = None
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open" and token.level == 0:
            start = place
        elif token.type == "blockquote_close" and token.level == 0 and start is not None:
            yield start, place
            start = None


def _runs(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, Token]]:
    """The runs of text of a quote; nothing where it holds more than paragraphs."""
    inside = range(start + 1, end)
    if all(tokens[place].type in ("paragraph_open", "inline", "paragraph_close") for place in inside):
        yield from ((place, tokens[place]) for place in inside if tokens[place].type == "inline")


def _bold_start(run: Token) -> str:
    children = run.children or []
    kinds = [child.type for child in children[:4]]
    at = 1 if kinds[:1] == ["text"] and not children[0].content else 0  # the parser leaves an empty text before it
    is_bold = kinds[at : at + 3] == ["strong_open", "text", "strong_close"]
    return children[at + 1].content.strip() if is_bold else ""


def _make_turn(paragraph: Token, run: Token, art: Art | None) -> None:
    children = run.children or []
    label = next(child for child in children if child.type == "text" and child.content)
    name, face = (art.speaker(label.content) if art else None) or (label.content.removesuffix(":"), None)
    label.content = f"{name}:"
    is_ours = name.casefold() in OURSELVES
    paragraph.attrSet("class", "turn ours" if is_ours else "turn")
    run.children = [Token("turn", "", 0, meta={"face": face}), *children]
