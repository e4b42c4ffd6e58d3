"""The words of items and titles in another language: an attempt speaks one, from its beginning to its review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import Marked
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.quizzes.selection import DrawnItem


def in_language(catalogue: Catalogue, module_id: str, drawn: Sequence[DrawnItem], language: str) -> list[DrawnItem]:
    """The drawn items as they read in a language; all of them as they are where one has no translation of its version.

    Nobody is asked in two languages at once.
    """
    if language in ("", SOURCE_LANGUAGE):
        return list(drawn)
    sources = [catalogue.localised(each, language) for each in _owners(catalogue, module_id)]
    translated = []
    for each in drawn:
        item = next((found for source in sources if (found := source.item(each.item)) is not each.item), None)
        if item is None:
            return list(drawn)
        translated.append(replace(each, item=item, language=language))
    return translated


def settle_language(catalogue: Catalogue, attempt: Attempt, drawn: Sequence[DrawnItem], language: str) -> None:
    """Note the language of a fresh attempt: the reader's where every question is translated. It stays for good."""
    if not attempt.language:
        worded_items = in_language(catalogue, attempt.module_id, drawn, language)
        attempt.language = worded_items[0].language if worded_items else SOURCE_LANGUAGE


def worded(catalogue: Catalogue, attempt: Attempt, marked: Sequence[Marked]) -> list[Marked]:
    """The marked items as they read in the attempt's language; their marks are those of the originals."""
    drawn = in_language(catalogue, attempt.module_id, [each.drawn for each in marked], attempt.language)
    return [replace(each, drawn=its_words) for each, its_words in zip(marked, drawn, strict=True)]


@dataclass(frozen=True, slots=True)
class Titles:
    """What a module and its quiz are called, and in which language."""

    module: str
    quiz: str
    language: str


def titles_of(catalogue: Catalogue, attempt: Attempt) -> Titles:
    """The titles in the attempt's language, where the module is still there; else as they stood at the attempt."""
    language = attempt.language
    if language not in ("", SOURCE_LANGUAGE) and catalogue.module(attempt.module_id):
        localised = catalogue.localised(attempt.module_id, language)
        module = localised.module
        if module.id not in localised.fallen_back:
            return Titles(module.title, module.quiz.title if module.quiz else attempt.quiz_title, language)
    return Titles(attempt.module_title, attempt.quiz_title, SOURCE_LANGUAGE)


def _owners(catalogue: Catalogue, module_id: str) -> Iterable[str]:
    """The modules whose banks a module's quiz draws from."""
    module = catalogue.module(module_id)
    if module is None:
        return ()
    return (module_id, *(module.quiz.bank_names if module.quiz else ()))
