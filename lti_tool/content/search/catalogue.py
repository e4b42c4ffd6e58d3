"""The index of a catalogue in a language: made at the first question after the content was read, then kept."""

from __future__ import annotations

from functools import lru_cache

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE, base_language
from lti_tool.content.search.index import Index
from lti_tool.content.search.passage import passages_of

MOST_KEPT = 4  # a catalogue is never changed: another one means other content


def index_of(catalogue: Catalogue, language: str) -> Index:
    """Return the index of all passages as readers of a locale meet them."""
    name = base_language(language)
    return _made(catalogue, name if name in catalogue.languages else SOURCE_LANGUAGE)


@lru_cache(maxsize=MOST_KEPT)
def _made(catalogue: Catalogue, language: str) -> Index:
    modules = [catalogue.localised(module.id, language) for module in catalogue.modules]
    return Index(passage for module in modules for passage in passages_of(module, language))
