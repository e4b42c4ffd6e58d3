"""A few words around what was found, cut into pieces that are marked or not: whoever shows them escapes each piece."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from lti_tool.content.search.passage import Passage
from lti_tool.content.search.terms import terms_of, words_in

WIDTH = 180  # characters
_BEFORE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text; `is_hit` where it is a word that was asked for."""

    text: str
    is_hit: bool = False


def snippet(passage: Passage, terms: Collection[str]) -> list[Piece]:
    """Return the stretch of the passage that has most of the terms."""
    text = passage.text
    hits = _hits(text, passage.language, terms)
    start, end = _stretch(text, [place for place, _ in hits])
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return [*before, *_cut(text, start, end, hits), *after]


def title_pieces(passage: Passage, terms: Collection[str]) -> list[Piece]:
    """Return the title, all of it."""
    title = passage.title
    return list(_cut(title, 0, len(title), _hits(title, passage.language, terms)))


def _hits(text: str, language: str, terms: Collection[str]) -> list[tuple[int, int]]:
    named = set(terms)
    return [(start, end) for word, start, end in words_in(text) if not named.isdisjoint(terms_of(word, language))]


def _cut(text: str, start: int, end: int, hits: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for hit_start, hit_end in hits:
        if hit_start >= start and hit_end <= end:
            if hit_start > at:
                yield Piece(text[at:hit_start])
            yield Piece(text[hit_start:hit_end], is_hit=True)
            at = hit_end
    if at < end:
        yield Piece(text[at:end])


def _stretch(text: str, places: list[int]) -> tuple[int, int]:
    """Where the stretch begins and ends, at whole words; it begins near the hit with most others after it."""
    room = WIDTH - _BEFORE
    first = max(places, key=lambda at: sum(at <= other < at + room for other in places), default=0)
    start = 0 if first <= _BEFORE else text.find(" ", first - _BEFORE) + 1
    end = len(text) if len(text) <= start + WIDTH else text.rfind(" ", start, start + WIDTH)
    return start, end if end > start else min(len(text), start + WIDTH)
