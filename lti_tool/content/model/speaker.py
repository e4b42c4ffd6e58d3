"""Who speaks in a story, and with which face: people of content/people.yaml, in one of their moods."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from lti_tool.content.model.fields import Id, Text
from lti_tool.content.model.items.facts import is_absent
from lti_tool.content.model.record import Record

Mood = Literal["calm", "smile", "serious", "concerned", "tired", "angry", "surprised", "explaining"]


class Speaker(Record):
    """Whoever a story shows; `name` is what the story calls them where it is not yet their own name."""

    person: Id | None = Field(None, exclude_if=is_absent)
    mood: Mood | None = Field(None, exclude_if=is_absent)
    name: Text | None = Field(None, exclude_if=is_absent)


class Person(Record):
    """One of the cast; `looks` are what the script that draws them reads."""

    id: Id
    name: Text
    role: Text
    moods: Annotated[tuple[Mood, ...], Field(min_length=1)]
    looks: dict[str, Any] = Field(default_factory=dict)


class PeopleFile(Record):
    """content/people.yaml."""

    people: Annotated[tuple[Person, ...], Field(min_length=1, max_length=40)]


class Picture(Record):
    """A picture that teaches; `alt` teaches the same without it. Width and height in CSS pixels, so nothing jumps."""

    id: Id
    alt: Text
    width: Annotated[int, Field(ge=16, le=2000)]
    height: Annotated[int, Field(ge=16, le=2000)]


class PicturesFile(Record):
    """content/pictures.yaml."""

    pictures: Annotated[tuple[Picture, ...], Field(min_length=1, max_length=200)]
