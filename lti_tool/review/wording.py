"""The words of items and titles in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import Marked
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.quizzes.selection import DrawnItem


def in_language(catalogue: Catalogue, module_id: str, drawn: Sequence[DrawnItem], language: str) -> list[DrawnItem]:
    """The drawn items as they read in a language, where a translation of just that version exists."""
    if language == "en":
        return list(drawn)
    sources = [catalogue.localised(each, language) for each in _owners(catalogue, module_id)]
    translated = []
    for each in drawn:
        item = next((found for source in sources if (found := source.item(each.item)) is not each.item), each.item)
        translated.append(replace(each, item=item, language="en" if item is each.item else language))
    return translated


def worded(catalogue: Catalogue, module_id: str, marked: Sequence[Marked], language: str) -> list[Marked]:
    """The marked items as they read in a language; their marks are those of the originals."""
    drawn = in_language(catalogue, module_id, [each.drawn for each in marked], language)
    return [replace(each, drawn=its_words) for each, its_words in zip(marked, drawn, strict=True)]


@dataclass(frozen=True, slots=True)
class Titles:
    """What a module and its quiz are called, and in which language."""

    module: str
    quiz: str
    language: str


def titles_of(catalogue: Catalogue, attempt: Attempt, language: str) -> Titles:
    """The titles in a language, where the module is still there and translated; else as they stood at the attempt."""
    if language != "en" and catalogue.module(attempt.module_id):
        localised = catalogue.localised(attempt.module_id, language)
        module = localised.module
        if module.id not in localised.fallen_back:
            return Titles(module.title, module.quiz.title if module.quiz else attempt.quiz_title, language)
    return Titles(attempt.module_title, attempt.quiz_title, "en")


def _owners(catalogue: Catalogue, module_id: str) -> Iterable[str]:
    """The modules whose banks a module's quiz draws from."""
    module = catalogue.module(module_id)
    if module is None:
        return ()
    return (module_id, *(module.quiz.bank_names if module.quiz else ()))
