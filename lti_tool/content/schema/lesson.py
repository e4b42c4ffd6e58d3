"""A lesson: front matter and prose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lti_tool.content.schema.fields import CompetencyCode, Id, Language, Minutes, Prose, Text
from lti_tool.content.schema.record import Record


class LessonHead(Record):
    """The front matter of a lesson file."""

    id: Id
    lang: Language
    minutes: Minutes
    competencies: Annotated[tuple[CompetencyCode, ...], Field(min_length=1)]
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]


class Lesson(LessonHead):
    """A lesson as learners read it; `body` is Markdown without the front matter and the title."""

    title: Text
    body: Prose
