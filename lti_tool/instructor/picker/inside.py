"""What a search finds inside of the modules: for each, the best passage of its lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.search.catalogue import index_of
from lti_tool.content.search.snippet import Piece, snippet


@dataclass(frozen=True, slots=True)
class PickHit:
    """Where in a module it was found."""

    lesson_title: str
    language: str
    pieces: Sequence[Piece]


def look_inside(catalogue: Catalogue, language: str, words: str) -> Mapping[str, PickHit]:
    """Return the modules whose lessons have what is asked for, by their ids."""
    found: dict[str, PickHit] = {}
    for hit in index_of(catalogue, language).find(words, catalogue.synonyms):
        passage = hit.passage
        if passage.lesson_id and passage.module_id not in found:
            found[passage.module_id] = PickHit(passage.title, passage.language, snippet(passage, hit.terms))
    return found
