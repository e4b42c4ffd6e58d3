"""Reading a lesson: front matter between two lines of ---, a `# Title`, and prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.problem import Problem
from lti_tool.content.prose import faults, split_title
from lti_tool.content.schema.lesson import Lesson, LessonHead
from lti_tool.content.source_file import name_in, read_text
from lti_tool.content.validation import validate
from lti_tool.content.yaml_source import YamlSource, parse_yaml

_HEAD = TypeAdapter(LessonHead)
_FILE_NAME = re.compile(r"\d\d-[a-z0-9-]+\.(?P<lang>[a-z]{2,3})\.md")


@dataclass(frozen=True)
class LessonInFile:
    """What could be read of a lesson file; the id may be known even when the lesson has faults."""

    file: str
    id: str | None = None
    id_line: int = 1
    lesson: Lesson | None = None


def read_lesson(root: Path, path: Path, problems: list[Problem]) -> LessonInFile:
    """Return the lesson of one file, adding a problem for every fault in it."""
    file = name_in(root, path)
    name = _FILE_NAME.fullmatch(path.name)
    if name is None:
        _add(
            problems,
            file,
            1,
            "the file's name is not that of a lesson",
            "name it like 01-hear-the-need.en.md",
        )
    text = read_text(path, file, problems)
    parts = None if text is None else _split_front_matter(text, file, problems)
    if parts is None:
        return LessonInFile(file)
    front, body, body_line = parts
    source = parse_yaml(front, file, problems, first_line=2)
    if source is None:
        _read_prose(body, body_line, file, problems)
        return LessonInFile(file)
    return _read_parts(source, body, body_line, name.group("lang") if name else None, problems)


def _read_parts(
    source: YamlSource, body: str, body_line: int, lang: str | None, problems: list[Problem]
) -> LessonInFile:
    file = source.file
    head = validate(_HEAD, source.data, source, (), "front matter", problems)
    prose = _read_prose(body, body_line, file, problems)
    if head is not None and lang is not None and head.lang != lang:
        message = f'"lang" is {head.lang} but the file\'s name says {lang}'
        _add(problems, file, source.line(("lang",)), message, "make the two agree")
    raw_id = source.data.get("id") if isinstance(source.data, dict) else None
    lesson_id = raw_id if isinstance(raw_id, str) else None
    lesson = None
    if head is not None and prose is not None:
        lesson = Lesson(**head.model_dump(), title=prose[0], body=prose[1])
    return LessonInFile(file, lesson_id, source.line(("id",)), lesson)


def _split_front_matter(text: str, file: str, problems: list[Problem]) -> tuple[str, str, int] | None:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        _add(
            problems,
            file,
            1,
            "the front matter is missing",
            "start the file with ---, the lesson's fields, and ---",
        )
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    _add(
        problems,
        file,
        1,
        "the front matter has no end",
        "write --- on a line of its own after the lesson's fields",
    )
    return None


def _read_prose(body: str, body_line: int, file: str, problems: list[Problem]) -> tuple[str, str] | None:
    for fault in faults(body):
        _add(problems, file, body_line + fault.line, fault.message, fault.remedy)
    parts = split_title(body)
    if parts is None:
        _add(
            problems,
            file,
            body_line,
            "the lesson has no title",
            "start its text with a line like # Hear the need first",
        )
        return None
    title, rest = parts[0].strip(), parts[1].strip()
    if not title:
        _add(problems, file, body_line, "the lesson's title is empty", "write the title after the #")
    if not rest:
        _add(problems, file, body_line, "the lesson has no text", "write the lesson below its title")
    return (title, rest) if title and rest else None


def _add(problems: list[Problem], file: str, line: int, message: str, remedy: str) -> None:
    problems.append(Problem("error", file, line, "", message, remedy))
