"""Reading a module's scenarios/ and surveys/: content that a lesson names by src."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.model.activities.survey import SurveyFile
from lti_tool.content.source.lessons.story_graph import graph_problems
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.file import name_in
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlSource, read_yaml
from lti_tool.content.source.validation import validate

T = TypeVar("T", ScenarioFile, SurveyFile)

SCENARIO = TypeAdapter(ScenarioFile)
SURVEY = TypeAdapter(SurveyFile)


@dataclass(frozen=True)
class AttachmentInFile(Generic[T]):
    """A scenario or survey and its file; `content` is None when the file has faults."""

    name: str
    source: YamlSource
    content: T | None


def read_attachments(
    root: Path,
    paths: list[Path],
    adapter: TypeAdapter[T],
    problems: list[Problem],
    check: Callable[[T, YamlSource], Iterator[Problem]] | None = None,
) -> dict[str, AttachmentInFile[T]]:
    """Return the files by name without ending, adding a problem for every fault in them."""
    found = [_read(root, path, adapter, problems, check) for path in paths]
    return {entry.name: entry for entry in found}


def _read(
    root: Path,
    path: Path,
    adapter: TypeAdapter[T],
    problems: list[Problem],
    check: Callable[[T, YamlSource], Iterator[Problem]] | None,
) -> AttachmentInFile[T]:
    file = name_in(root, path)
    source = read_yaml(path, file, problems)
    if source is None:
        return AttachmentInFile(path.stem, YamlSource(file, {}, {}), None)
    before = len(problems)
    problems += text_problems(source, (), source.data, "")
    content = validate(adapter, source.data, source, (), "", problems)
    if content is not None and check is not None:
        problems += check(content, source)
    return AttachmentInFile(path.stem, source, content if len(problems) == before else None)


def read_scenarios(root: Path, paths: list[Path], problems: list[Problem]) -> dict[str, AttachmentInFile[ScenarioFile]]:
    """Return the scenarios by name; a graph that is not sound is an error."""
    return read_attachments(root, paths, SCENARIO, problems, graph_problems)


def read_surveys(root: Path, paths: list[Path], problems: list[Problem]) -> dict[str, AttachmentInFile[SurveyFile]]:
    """Return the surveys by name."""
    return read_attachments(root, paths, SURVEY, problems)
