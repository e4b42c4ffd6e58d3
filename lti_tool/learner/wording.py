"""The words of an item in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lti_tool.content.catalogue import Catalogue
from lti_tool.quizzes.selection import DrawnItem


def in_language(catalogue: Catalogue, module_id: str, drawn: Sequence[DrawnItem], language: str) -> list[DrawnItem]:
    """The drawn items as they read in a language, where a translation of just that version exists."""
    if language == "en":
        return list(drawn)
    sources = [catalogue.localised(each, language) for each in _owners(catalogue, module_id)]
    translated = []
    for each in drawn:
        item = next((found for source in sources if (found := source.item(each.item)) is not each.item), each.item)
        translated.append(replace(each, item=item))
    return translated


def _owners(catalogue: Catalogue, module_id: str) -> Iterable[str]:
    """The modules whose banks a module's quiz draws from."""
    module = catalogue.module(module_id)
    if module is None:
        return ()
    return (module_id, *(module.quiz.banks if module.quiz else ()))
