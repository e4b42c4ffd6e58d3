"""A short lesson as its form holds it, complete or not: written to the authors' Markdown, and read back from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lti_tool.authoring.file_format import list_of, quoted
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.source.text.front_matter import split_front_matter
from lti_tool.content.source.text.yaml import parse_yaml


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """One lesson; `minutes` is what was typed, a number or not, and `language` one of those that pages speak."""

    title: str = ""
    minutes: str = ""
    competencies: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    body: str = ""
    language: str = SOURCE_LANGUAGE


def write_lesson(draft: LessonDraft, key: str, version: int) -> str:
    """Return the lesson as a file of lessons/."""
    minutes = draft.minutes if draft.minutes.isdecimal() else quoted(draft.minutes)
    head = (
        f"id: {quoted(key)}",
        f"version: {version}",
        f"lang: {quoted(draft.language)}",
        f"minutes: {minutes}",
        f"competencies: {list_of(draft.competencies)}",
        f"objectives: {list_of(draft.objectives)}",
    )
    return "\n".join(("---", *head, "---", f"# {' '.join(draft.title.split())}", "", draft.body, ""))


def read_lesson(text: str) -> LessonDraft:
    """Return the draft that a stored text was written from."""
    parts = split_front_matter(text, "", [])
    source = parse_yaml(parts.front, "", []) if parts else None
    if parts is None or source is None or not isinstance(source.data, dict):
        return LessonDraft(body=text)
    head: dict[str, Any] = source.data
    title, _, body = parts.body.partition("\n")
    return LessonDraft(
        title=title.removeprefix("#").strip(),
        minutes=str(head.get("minutes", "")),
        competencies=tuple(head.get("competencies") or ()),
        objectives=tuple(head.get("objectives") or ()),
        body=body.strip("\n"),
        language=str(head.get("lang", SOURCE_LANGUAGE)),
    )
