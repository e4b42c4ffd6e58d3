"""The pictures of a course's own as their page and the form of a lesson list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.authoring.images import keys_in, list_images, published_sources
from lti_tool.authoring.lesson_draft import read_lesson


@dataclass(frozen=True, slots=True)
class ImageRow:
    """A picture of the course's own; `size` is in bytes, `shown_in` the lesson that learners see it in."""

    id: int
    key: str
    alt: str
    width: int
    height: int
    size: int
    shown_in: str | None


def rows(session: Session, context_id: int) -> list[ImageRow]:
    """The course's own pictures, the newest first."""
    lessons = published_sources(session, context_id)
    return [
        ImageRow(each.id, each.key, each.alt, each.width, each.height, each.size, _title_of(each.key, lessons))
        for each in list_images(session, context_id)
    ]


def shown_in(session: Session, context_id: int, key: str) -> str | None:
    """The title of a lesson that learners meet and that shows a picture."""
    return _title_of(key, published_sources(session, context_id))


def _title_of(key: str, lessons: Iterable[str]) -> str | None:
    return next((read_lesson(source).title for source in lessons if key in keys_in(source)), None)
