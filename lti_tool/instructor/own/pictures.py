"""What the form of a lesson tells of people and pictures, and what the page of a course's own pictures lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.authoring.images import keys_in, list_images, published_sources
from lti_tool.authoring.lesson_draft import read_lesson
from lti_tool.content.model.cast import Cast
from lti_tool.content.model.speaker import Speaker
from lti_tool.content.talk import ShownFace, ShownPicture
from lti_tool.learner.art import page_art, shown_image


@dataclass(frozen=True, slots=True)
class ImageRow:
    """A picture of the course's own; `shown_in` is the lesson that learners see it in."""

    id: int
    key: str
    picture: ShownPicture
    size: int
    shown_in: str | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of the cast, with each mood as it is written and as it looks."""

    id: str
    name: str
    role: str
    moods: list[tuple[str, ShownFace]]


def rows(session: Session, context_id: int) -> list[ImageRow]:
    """The course's own pictures, the newest first."""
    lessons = published_sources(session, context_id)
    return [
        ImageRow(image.id, image.key, shown_image(image), image.size, _title_of(image.key, lessons))
        for image in list_images(session, context_id)
    ]


def shown_in(session: Session, context_id: int, key: str) -> str | None:
    """The title of a lesson that learners meet and that shows a picture."""
    return _title_of(key, published_sources(session, context_id))


def people(cast: Cast) -> list[PersonRow]:
    """Everybody of the cast who is drawn."""
    art = page_art()
    found = []
    for person in cast.people.values():
        faces = [(mood, art.face(Speaker(person=person.id, mood=mood))) for mood in person.moods]
        moods = [(mood, face) for mood, face in faces if face]
        found += [PersonRow(person.id, person.name, person.role, moods)] if moods else []
    return found


def shared_pictures(cast: Cast) -> list[tuple[str, ShownPicture]]:
    """The pictures of the shared course by their ids."""
    art = page_art()
    return [(name, picture) for name in cast.pictures if (picture := art.picture(name))]


def _title_of(key: str, lessons: Iterable[str]) -> str | None:
    return next((read_lesson(source).title for source in lessons if key in keys_in(source)), None)
