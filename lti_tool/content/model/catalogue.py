"""The catalogue: all modules and competencies that were read, by id and in any language they were written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from lti_tool.content.model.cast import Cast
from lti_tool.content.model.framework import Competency, Framework
from lti_tool.content.model.module import Module
from lti_tool.content.model.record import canonical_json, sha256_hex
from lti_tool.content.model.refresher import REFRESHER
from lti_tool.content.model.resource import Resource
from lti_tool.content.model.synonyms import Synonym, Synonyms
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE, base_language
from lti_tool.content.model.wording.localised import Localised, localise
from lti_tool.content.model.wording.translation import ItemWording, Translation


class Catalogue:
    """Everything that can be taught; made once at start-up and never changed."""

    def __init__(
        self,
        modules: Sequence[Module],
        frameworks: Sequence[Framework],
        translations: Mapping[tuple[str, str], Translation] | None = None,
        resources: Sequence[Resource] = (),
        cast: Cast | None = None,
        synonyms: Sequence[Synonym] = (),
    ) -> None:
        self.modules = tuple(modules)
        self.frameworks = tuple(frameworks)
        self.resources = tuple(resources)
        self.cast = cast or Cast()
        self.synonyms = Synonyms(synonyms)
        self._translations = dict(translations or {})
        self._modules = {module.id: module for module in self.placeable}
        self._competencies = {entry.code: entry for framework in frameworks for entry in framework.competencies}
        self._lessons = {lesson.id: module for module in modules for lesson in module.lessons}
        self._localised: dict[tuple[str, str], Localised] = {}

    @property
    def placeable(self) -> tuple[Module, ...]:
        """All that a link can show: the modules, and the refresher, which is of none of them."""
        return (*self.modules, REFRESHER)

    def module(self, module_id: str) -> Module | None:
        """Return the module of that id, or the refresher, or None."""
        return self._modules.get(module_id)

    def resources_for(self, lesson_id: str) -> tuple[Resource, ...]:
        """Return the resources that support a lesson, in the file's order."""
        return self._resources_by_lesson.get(lesson_id, ())

    @cached_property
    def _resources_by_lesson(self) -> dict[str, tuple[Resource, ...]]:
        found: dict[str, tuple[Resource, ...]] = {}
        for resource in self.resources:
            for lesson_id in resource.lessons:
                found[lesson_id] = (*found.get(lesson_id, ()), resource)
        return found

    def module_of_lesson(self, lesson_id: str) -> Module | None:
        """Return the module that a lesson belongs to, or None: an item of a certificate may be taught anywhere."""
        return self._lessons.get(lesson_id)

    def localised(self, module_id: str, language: str) -> Localised:
        """Return a module in the language of a locale such as es or es-MX, English where it is not translated.

        Raises KeyError for a module that is not there. Put together at the first call, then kept.
        """
        name = base_language(language)
        if name not in self.languages:
            name = ""  # one entry for all the languages that nothing is written in
        key = (module_id, name)
        if key not in self._localised:
            self._localised[key] = self._localise(self._modules[module_id], name)
        return self._localised[key]

    def _localise(self, module: Module, language: str) -> Localised:
        if language == SOURCE_LANGUAGE:
            return Localised(module, frozenset(), {})
        return localise(module, self._translations.get((module.id, language)), self._wordings.get(language, {}))

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that some of the content is written in."""
        return frozenset({SOURCE_LANGUAGE, *(language for _, language in self._translations)})

    @cached_property
    def _wordings(self) -> dict[str, dict[str, ItemWording]]:
        found: dict[str, dict[str, ItemWording]] = {}
        for (_, language), translation in self._translations.items():
            found.setdefault(language, {}).update(translation.items)
        return found

    def competency(self, code: str) -> Competency | None:
        """Return the competency of that code, or None."""
        return self._competencies.get(code)

    @property
    def competencies(self) -> tuple[Competency, ...]:
        """All competencies, in the frameworks' order."""
        return tuple(self._competencies.values())

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests of all that is in it: equal when the content is."""
        parts = {
            "modules": [module.digest for module in self.modules],
            "frameworks": [framework.digest for framework in self.frameworks],
            "resources": [resource.digest for resource in self.resources],
            "translations": {"/".join(key): entry.digest for key, entry in self._translations.items()},
        }
        return sha256_hex(canonical_json(parts))
