"""The catalogue: all modules and competencies that were read, by id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from lti_tool.content.schema.framework import Competency, Framework
from lti_tool.content.schema.module import Module
from lti_tool.content.schema.record import canonical_json, sha256_hex


class Catalogue:
    """Everything that can be taught; made once at start-up and never changed."""

    def __init__(self, modules: Sequence[Module], frameworks: Sequence[Framework]) -> None:
        self.modules = tuple(modules)
        self.frameworks = tuple(frameworks)
        self._modules = {module.id: module for module in modules}
        self._competencies = {entry.code: entry for framework in frameworks for entry in framework.competencies}

    def module(self, module_id: str) -> Module | None:
        """Return the module of that id, or None."""
        return self._modules.get(module_id)

    def competency(self, code: str) -> Competency | None:
        """Return the competency of that code, or None."""
        return self._competencies.get(code)

    @property
    def competencies(self) -> tuple[Competency, ...]:
        """All competencies, in the frameworks' order."""
        return tuple(self._competencies.values())

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests of all modules and frameworks: equal when the content is."""
        parts = {
            "modules": [module.digest for module in self.modules],
            "frameworks": [framework.digest for framework in self.frameworks],
        }
        return sha256_hex(canonical_json(parts))
