"""Reading content/synonyms.yaml, which may be absent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.synonyms import Synonym, SynonymsFile
from lti_tool.content.source.problem import Problem, Severity
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, read_yaml
from lti_tool.content.source.validation import validate

NAME = "synonyms.yaml"
_FILE = TypeAdapter(SynonymsFile)


@dataclass(frozen=True)
class SynonymInFile:
    """A synonym and where it stands."""

    synonym: Synonym
    source: YamlSource
    index: int

    def problem(self, severity: Severity, path: YamlPath, message: str, remedy: str) -> Problem:
        """Return a problem at a path inside the entry, such as ("found", 2)."""
        line = self.source.line(("synonyms", self.index, *path))
        return Problem(severity, self.source.file, line, "", message, remedy)


def read_synonyms(root: Path, problems: list[Problem]) -> tuple[SynonymInFile, ...]:
    """Return the synonyms, adding a problem for every fault in the file and for what is more than a word."""
    path = root / NAME
    source = read_yaml(path, NAME, problems) if os.path.lexists(path) else None
    content = validate(_FILE, source.data, source, (), "", problems) if source else None
    if source is None or content is None:
        return ()
    entries = tuple(SynonymInFile(entry, source, index) for index, entry in enumerate(content.synonyms))
    problems += [problem for entry in entries for problem in _phrases(entry)]
    return entries


def _phrases(entry: SynonymInFile) -> Iterator[Problem]:
    for name, words in (("typed", entry.synonym.typed), ("found", entry.synonym.found)):
        for place, word in enumerate(words):
            if len(word.split()) > 1:
                yield entry.problem("error", (name, place), f'"{word}" is more than one word', "write one word each")
