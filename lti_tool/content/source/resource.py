"""Reading content/resources.yaml, which may be absent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.resource import Resource, ResourcesFile
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem, Severity
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, read_yaml
from lti_tool.content.source.validation import validate

NAME = "resources.yaml"
_FILE = TypeAdapter(ResourcesFile)


@dataclass(frozen=True)
class ResourceInFile:
    """A resource and where it stands."""

    resource: Resource
    source: YamlSource
    index: int

    def problem(self, severity: Severity, path: YamlPath, message: str, remedy: str) -> Problem:
        """Return a problem at a path inside the entry, such as ("url",)."""
        line = self.source.line(("resources", self.index, *path))
        return Problem(severity, self.source.file, line, f"resource {self.resource.id}", message, remedy)


def read_resources(root: Path, problems: list[Problem]) -> tuple[ResourceInFile, ...]:
    """Return the resources, adding a problem for every fault in the file."""
    path = root / NAME
    if not os.path.lexists(path):
        return ()
    source = read_yaml(path, NAME, problems)
    if source is None:
        return ()
    problems += text_problems(source, (), source.data, "")
    content = validate(_FILE, source.data, source, (), "", problems)
    entries = content.resources if content else ()
    return tuple(ResourceInFile(entry, source, index) for index, entry in enumerate(entries))


def resource_references(entries: Sequence[ResourceInFile], modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    """Yield an error for each id that is used twice, and for each lesson that is not there."""
    lessons = {lesson.id for module in modules for lesson in module.lessons}
    seen: set[str] = set()
    for entry in entries:
        if entry.resource.id in seen:
            yield entry.problem("error", ("id",), "this id is used twice", "give the resource its own id")
        seen.add(entry.resource.id)
        for place, lesson_id in enumerate(entry.resource.lessons):
            if lesson_id not in lessons and None not in lessons:  # None: a lesson whose id could not be read
                message = f"there is no lesson {lesson_id}"
                yield entry.problem("error", ("lessons", place), message, "mend the id, or take it off the list")
