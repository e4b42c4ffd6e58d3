"""YAML as authors mean it: every scalar a string, every value with its line, no anchors, no tags.

PyYAML's safe loader reads a bare `Yes` as True and `10:30` as 630, so nothing is typed here: Pydantic does.
The tree is built from parser events because events show anchors and duplicate keys, which finished data hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.bare_words import is_ambiguous
from lti_tool.content.source.text.file import read_text

YamlPath = tuple[str | int, ...]

MAX_DEPTH = 20
_LOADER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(frozen=True)
class YamlSource:
    """A parsed file: `data` is made of dict, list and str, and `line` finds where any part of it stands."""

    file: str
    data: object
    lines: Mapping[YamlPath, int]

    def line(self, path: YamlPath) -> int:
        """Return the line of the value at the path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Unreadable(Exception):
    """The rest of the file makes no sense any more."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


def read_yaml(path: Path, file: str, problems: list[Problem]) -> YamlSource | None:
    """Return a parsed file, called `file` in problems; None, with problems added, when it cannot be had or parsed."""
    text = read_text(path, file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def parse_yaml(text: str, file: str, problems: list[Problem], first_line: int = 1) -> YamlSource | None:
    """Return the parsed text; None, with problems added, when it is not the plain YAML that we accept.

    `first_line` is the line of the file that the text starts on (front matter starts on the second).
    """
    builder = _Builder(file, first_line, problems)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except _Unreadable as failure:
        problems.append(Problem("error", file, failure.line, "", failure.message, failure.remedy))
        return None
    except yaml.YAMLError as failure:
        problems.append(_syntax_problem(failure, text, file, first_line))
        return None
    return None if builder.refused else YamlSource(file, data, builder.lines)


def _syntax_problem(failure: yaml.YAMLError, text: str, file: str, first_line: int) -> Problem:
    mark = getattr(failure, "problem_mark", None) or getattr(failure, "context_mark", None)
    # A ReaderError has no mark, and knows only how many characters came before.
    offset = mark.line if mark else text.count("\n", 0, getattr(failure, "position", None) or 0)
    offset = min(offset, text.count("\n"))  # what breaks off at the end is found one line below it
    words = getattr(failure, "problem", None) or getattr(failure, "reason", None) or "it is not valid"
    remedy = "check the quotes, colons and indentation here and on the line above"
    if "\t" in "".join(text.split("\n")[max(0, offset - 1) : offset + 1]):
        remedy = "indent with spaces instead of tabs"
    return Problem("error", file, first_line + offset, "", f"the YAML cannot be read ({words})", remedy)


@dataclass
class _Builder:
    file: str
    first_line: int
    problems: list[Problem]
    lines: dict[YamlPath, int] = field(default_factory=dict)
    refused: bool = False

    def document(self, events: Iterator[Any]) -> object:
        data: object = ""
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Unreadable(self._line(event), "a second document starts here", "remove the line with ---")
                data = self._value(next(events), events, ())
        if not documents:
            raise _Unreadable(self.first_line, "there is nothing in it", "write the fields that belong here")
        return data

    def _value(self, event: Any, events: Iterator[Any], path: YamlPath) -> object:
        self._refuse_references(event)
        if len(path) > MAX_DEPTH:
            raise _Unreadable(self._line(event), "the lists are nested too deeply", "bring them to fewer levels")
        if path not in self.lines:
            self.lines[path] = self._line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._scalar(event) if isinstance(event, yaml.ScalarEvent) else ""

    def _scalar(self, event: Any) -> str:
        text = str(event.value)
        if event.style in (None, "") and is_ambiguous(text):
            message, remedy = f"{text} without quotes is no text for other programs", f'write "{text}"'
            self.problems.append(Problem("error", self.file, self._line(event), "", message, remedy, stops=False))
        return text

    def _mapping(self, events: Iterator[Any], path: YamlPath) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            repeated = key in mapping
            if repeated:
                self._add(event, f'"{key}" is written twice', "keep one of them")
            else:
                self.lines[(*path, key)] = self._line(event)
            value = self._value(next(events), events, (*path, key))
            if not repeated:
                mapping[key] = value
        return mapping

    def _key(self, event: Any) -> str:
        self._refuse_references(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable(
                self._line(event), "a field name must be plain text", "put quotes around text with { or ["
            )
        return str(event.value)

    def _sequence(self, events: Iterator[Any], path: YamlPath) -> list[object]:
        values: list[object] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, events, (*path, len(values))))
        return values

    def _refuse_references(self, event: Any) -> None:
        # A few lines of aliases can stand for gigabytes, and authors have no need of them.
        if getattr(event, "anchor", None) is not None:
            self.refused = True
            self._add(event, "YAML anchors and aliases (& and *) are not allowed", "put quotes around the text")
        if getattr(event, "tag", None) is not None:
            self.refused = True
            self._add(event, "YAML tags (!) are not allowed", "put quotes around the text")

    def _add(self, event: Any, message: str, remedy: str) -> None:
        self.problems.append(Problem("error", self.file, self._line(event), "", message, remedy))

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line
