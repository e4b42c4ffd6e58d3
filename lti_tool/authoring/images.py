"""Pictures of a course's own: added, shown by its lessons, removed, and taken along to a copy of the course."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.reencoding import Encoded
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Context

MOST_IMAGES = 60  # in a course
MOST_IN_DEPLOYMENT = 2_000
MOST_BYTES_IN_DEPLOYMENT = 50_000_000
LONGEST_ALT = 500  # characters
KEY = re.compile(r"\bown-[0-9a-f]{16}\b")
_FACTS = ("key", "alt", "width", "height", "size", "data", "added_by_id", "added_at")


class NoRoomForImages(ToolError):
    """A course, or all courses of a deployment together, keep as many pictures as we store."""

    status = 409
    title = N_("No picture was added")
    message = N_("There is no room for more pictures. Remove some that no lesson shows.")
    advice = N_("Go back to the page before.")


class NoWordsForImage(ToolError):
    """Neither words for a picture, nor that it only decorates."""

    status = 422
    title = N_("No picture was added")
    message = N_(
        "Say in words what the picture shows, for those who cannot see it. If it shows nothing that a reader needs, "
        "tick that it only decorates."
    )
    advice = N_("Go back, and choose the file again.")


class WordsAndDecorates(ToolError):
    """Both at once: a screen reader can either read words or be silent."""

    status = 422
    title = N_("No picture was added")
    message = N_("You wrote what the picture shows and ticked that it only decorates. Take one of the two away.")
    advice = N_("Go back, and choose the file again.")


class ImageIsShown(ToolError):
    """Learners would meet a gap."""

    status = 409
    title = N_("The picture is still shown")
    message = N_("Learners see this picture in “%(lesson)s”. Take it out of that lesson first, or the lesson itself.")
    advice = N_("Go back to the page before.")


class UnknownImage(NotFound):
    """A picture that this course does not have."""

    message = N_("This course has no such picture of its own.")


@dataclass(frozen=True, slots=True)
class Added:
    """A picture of the course; `is_new` is False where it had the same one already."""

    image: OwnImage
    is_new: bool


def alt_of(words: str, *, decorates: bool) -> str:
    """What a picture shows, or nothing on purpose; raises NoWordsForImage, WordsAndDecorates."""
    if words and decorates:
        raise WordsAndDecorates
    if not words and not decorates:
        raise NoWordsForImage
    return words[:LONGEST_ALT]


def keep_image(session: Session, context: Context, made: Encoded, alt: str, user_id: int, now: datetime) -> Added:
    """Keep a picture that was made anew; raises NoRoomForImages. The caller commits."""
    key = f"own-{made.digest[:16]}"
    known = session.scalar(select(OwnImage).where(OwnImage.context_id == context.id, OwnImage.key == key))
    if known is not None:
        known.alt = alt
        return Added(known, is_new=False)
    if not _room(session, context, len(made.data)):
        raise NoRoomForImages
    size = len(made.data)
    image = OwnImage(
        context_id=context.id,
        key=key,
        alt=alt,
        width=made.width,
        height=made.height,
        size=size,
        data=made.data,
        added_by_id=user_id,
        added_at=now,
    )
    session.add(image)
    return Added(image, is_new=True)


def list_images(session: Session, context_id: int) -> list[OwnImage]:
    """All pictures of a course, the newest first, without their bytes."""
    query = select(OwnImage).where(OwnImage.context_id == context_id).order_by(OwnImage.id.desc())
    return list(session.scalars(query))


def find_images(session: Session, context_id: int, keys: Iterable[str]) -> list[OwnImage]:
    """Those that the keys name; no statement where there is no key."""
    wanted = set(keys)
    if not wanted:
        return []
    query = select(OwnImage).where(OwnImage.context_id == context_id, OwnImage.key.in_(wanted))
    return list(session.scalars(query))


def get_image(session: Session, context_id: int, image_id: int) -> OwnImage:
    """One of a course; raises UnknownImage, also where it is another course's."""
    found = session.scalar(select(OwnImage).where(OwnImage.id == image_id, OwnImage.context_id == context_id))
    if found is None:
        raise UnknownImage
    return found


def remove_image(session: Session, image: OwnImage, shown_in: str | None) -> None:
    """Delete a picture; raises ImageIsShown where a lesson that learners meet shows it. The caller commits."""
    if shown_in is not None:
        raise ImageIsShown(params={"lesson": shown_in})
    session.delete(image)


def keys_in(text: str) -> set[str]:
    """The keys of a course's own pictures that a text names."""
    return set(KEY.findall(text))


def published_sources(session: Session, context_id: int) -> list[str]:
    """The lessons of a course's own that learners meet, as text."""
    query = (
        select(OwnVersion.source)
        .join(OwnContent, OwnVersion.own_content_id == OwnContent.id)
        .where(OwnContent.context_id == context_id, OwnContent.kind == "lesson")
        .where(OwnVersion.number == OwnContent.published_version)
        .order_by(OwnContent.id)
    )
    return list(session.scalars(query))


def copy_images(session: Session, source_id: int, context: Context, sources: Iterable[str]) -> None:
    """Take along the pictures that lessons show which are copied to another course; what it has already stays."""
    wanted: set[str] = set().union(*(keys_in(source) for source in sources))
    theirs = {image.key for image in find_images(session, context.id, wanted)}
    query = select(OwnImage).where(OwnImage.context_id == source_id, OwnImage.key.in_(wanted - theirs))
    for image in session.scalars(query.order_by(OwnImage.id).options(undefer(OwnImage.data))):
        if _room(session, context, image.size):
            copy = OwnImage(context_id=context.id, **{name: getattr(image, name) for name in _FACTS})
            session.add(copy)
            session.flush()


def _room(session: Session, context: Context, size: int) -> bool:
    in_course = session.scalar(select(func.count()).where(OwnImage.context_id == context.id)) or 0
    everywhere = (
        select(func.count(OwnImage.id), func.coalesce(func.sum(OwnImage.size), 0))
        .join(Context, Context.id == OwnImage.context_id)
        .where(Context.deployment_id == context.deployment_id)
    )
    count, total = session.execute(everywhere).one()
    return in_course < MOST_IMAGES and count < MOST_IN_DEPLOYMENT and total + size <= MOST_BYTES_IN_DEPLOYMENT
