"""Reading a lesson: front matter between two lines of ---, a `# Title`, prose and activities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.lesson import Lesson, LessonHead, ProseBlock
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.source.lessons.activity import ActivityInFile, Attachments, read_activity
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.blocks import ActivityText, ProseText, split_blocks
from lti_tool.content.source.text.file import name_in, read_text
from lti_tool.content.source.text.front_matter import FrontMatter, split_front_matter
from lti_tool.content.source.text.prose import faults, split_title
from lti_tool.content.source.text.yaml import YamlSource, parse_yaml
from lti_tool.content.source.validation import validate

_HEAD = TypeAdapter(LessonHead)
_FILE_NAME = re.compile(r"\d\d-[a-z0-9-]+\.(?P<lang>[a-z]{2,3})\.md")


@dataclass(frozen=True)
class LessonInFile:
    """What could be read of a lesson file; the id may be known even when the lesson has faults."""

    file: str
    id: str | None = None
    id_line: int = 1
    lesson: Lesson | None = None
    activities: tuple[ActivityInFile, ...] = ()
    prose: tuple[ProseText, ...] = ()


@dataclass(frozen=True)
class LessonText:
    """The title and the blocks below the front matter, in any language; `prose` knows its lines."""

    title: str
    blocks: tuple[ProseBlock | Activity, ...]
    activities: tuple[ActivityInFile, ...]
    prose: tuple[ProseText, ...]


def language_of(path: Path) -> str:
    """Return the language that a lesson file's name tells; English when it tells none."""
    found = _FILE_NAME.fullmatch(path.name)
    return found.group("lang") if found else SOURCE_LANGUAGE


def read_lesson(root: Path, path: Path, attachments: Attachments, problems: list[Problem]) -> LessonInFile:
    """Return the lesson of one English file, adding a problem for every fault in it."""
    file = name_in(root, path)
    if _FILE_NAME.fullmatch(path.name) is None:
        message = "the file's name is not that of a lesson"
        _add(problems, file, 1, message, "name it like 01-hear-the-need.en.md")
    text = read_text(path, file, problems)
    return LessonInFile(file) if text is None else parse_lesson(text, file, language_of(path), attachments, problems)


def parse_lesson(
    text: str, file: str, language: str, attachments: Attachments, problems: list[Problem]
) -> LessonInFile:
    """Return the lesson of a file's text, or of what somebody typed; `file` is what problems call it."""
    parts = split_front_matter(text, file, problems)
    if parts is None:
        return LessonInFile(file)
    source = parse_yaml(parts.front, file, problems, first_line=2)
    if source is None:
        read_lesson_text(parts, "", attachments, file, problems)
        return LessonInFile(file)
    return _read_parts(source, parts, attachments, language, problems)


def _read_parts(
    source: YamlSource, parts: FrontMatter, attachments: Attachments, lang: str, problems: list[Problem]
) -> LessonInFile:
    head = validate(_HEAD, source.data, source, (), "front matter", problems)
    lesson_id = raw_id(source)
    text = read_lesson_text(parts, lesson_id or "lesson", attachments, source.file, problems)
    if head is not None:
        check_language(source, head.lang, lang, problems)
    lesson = None
    if head is not None and text is not None:
        lesson = Lesson(**head.model_dump(), title=text.title, blocks=text.blocks)
    line = source.line(("id",))
    if text is None:
        return LessonInFile(source.file, lesson_id, line, lesson)
    return LessonInFile(source.file, lesson_id, line, lesson, text.activities, text.prose)


def raw_id(source: YamlSource) -> str | None:
    """Return the id that a file gives, even where the rest of it has faults."""
    found = source.data.get("id") if isinstance(source.data, dict) else None
    return found if isinstance(found, str) else None


def check_language(source: YamlSource, written: str, named: str, problems: list[Problem]) -> None:
    """Add a problem when the front matter and the file's name tell two languages."""
    if written != named:
        message = f'"lang" is {written} but the file\'s name says {named}'
        _add(problems, source.file, source.line(("lang",)), message, "make the two agree")


def read_lesson_text(
    parts: FrontMatter, lesson_id: str, attachments: Attachments, file: str, problems: list[Problem]
) -> LessonText | None:
    """Return the title and blocks below the front matter; None, with problems added, when they cannot be used."""
    texts = split_blocks(parts.body, parts.body_line, file, problems)
    opening = _opening(texts)
    read: list[ProseText | ActivityInFile] = []
    for text in texts:
        if isinstance(text, ProseText):
            _check_prose(text, file, problems)
            read.append(text)
        elif entry := read_activity(text, lesson_id, attachments, file, problems):
            _check_id(entry.activity, _activities(read), file, text.line, problems)
            read.append(entry)
    title = _title(opening, parts.body_line, file, problems)
    if title is None or opening is None or len(read) < len(texts):
        return None
    blocks = tuple(_blocks(read, opening[1]))
    if not blocks:
        _add(problems, file, parts.body_line, "the lesson has no text", "write the lesson below its title")
        return None
    return LessonText(title, blocks, _activities(read), tuple(each for each in read if isinstance(each, ProseText)))


def _opening(texts: Sequence[ProseText | ActivityText]) -> tuple[str, str, int] | None:
    return split_title(texts[0].text) if texts and isinstance(texts[0], ProseText) else None


def _activities(read: Sequence[ProseText | ActivityInFile]) -> tuple[ActivityInFile, ...]:
    return tuple(each for each in read if isinstance(each, ActivityInFile))


def _blocks(read: Sequence[ProseText | ActivityInFile], below_title: str) -> Iterator[ProseBlock | Activity]:
    """The blocks that say anything; the first prose is what stands below the title."""
    for index, each in enumerate(read):
        if isinstance(each, ActivityInFile):
            yield each.activity
            continue
        text = each.text if index else below_title
        if text.strip():
            yield ProseBlock(markdown=text)


def _check_prose(block: ProseText, file: str, problems: list[Problem]) -> None:
    for fault in faults(block.text):
        _add(problems, file, block.line + fault.line, fault.message, fault.remedy)


def _check_id(
    activity: Activity, earlier: Sequence[ActivityInFile], file: str, line: int, problems: list[Problem]
) -> None:
    if any(entry.activity.local_id == activity.local_id for entry in earlier):
        message = f"the id {activity.local_id} is used twice in this lesson"
        _add(problems, file, line, message, "give the activity its own id")


def _title(opening: tuple[str, str, int] | None, line: int, file: str, problems: list[Problem]) -> str | None:
    if opening is None:
        remedy = "start its text with a line like # Hear the need first"
        _add(problems, file, line, "the lesson has no title", remedy)
        return None
    title = opening[0].strip()
    if not title:
        _add(problems, file, line, "the lesson's title is empty", "write the title after the #")
    return title or None


def _add(problems: list[Problem], file: str, line: int, message: str, remedy: str) -> None:
    problems.append(Problem("error", file, line, "", message, remedy))
