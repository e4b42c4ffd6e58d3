"""Keeping what an instructor writes: every saved state is a version that stays."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.authoring.images import copy_images
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Context

MOST_IN_A_COURSE = 300
MOST_VERSIONS = 200
LONGEST = 30_000  # characters of one version; the longest lesson of ours has a third


class TooMuchOfOnesOwn(ToolError):
    """A course has as much of its own as we keep for one."""

    status = 409
    message = N_("This course has as many items and lessons of its own as we can keep. Change one you already have.")
    advice = N_("Nothing was saved.")


class TooManyVersions(ToolError):
    """One item or lesson was saved very often."""

    status = 409
    message = N_("This has been saved as often as we can keep. Start a new one with the same text.")
    advice = N_("Nothing was saved.")


class TooLong(ToolError):
    """Far more than an item or a short lesson holds."""

    status = 413
    message = N_("This is too long for a question or a short lesson.")
    advice = N_("Nothing was saved. Go back and shorten it.")


class OwnIsShown(ToolError):
    """Learners meet it: it would vanish from under them."""

    status = 409
    title = N_("Nothing was deleted")
    message = N_("Learners see this now. Take it out first; then it is a draft, and can be deleted.")
    advice = N_("Go back to the page before.")


class UnknownOwn(NotFound):
    """An item or lesson that this course does not have."""

    message = N_("This course has no such item or lesson of its own.")


def begin(session: Session, context_id: int, module_id: str, kind: str, now: datetime) -> OwnContent:
    """Begin an item or a lesson; it is a draft until a version of it is published."""
    if (session.scalar(select(func.count()).where(OwnContent.context_id == context_id)) or 0) >= MOST_IN_A_COURSE:
        raise TooMuchOfOnesOwn
    key = f"own-{secrets.token_hex(5)}"
    own = OwnContent(context_id=context_id, module_id=module_id, kind=kind, key=key, created_at=now)
    session.add(own)
    session.flush()
    return own


def copy_own(session: Session, source_id: int, context_id: int, now: datetime, *, is_shown: bool) -> int:
    """Copy a course's own items and lessons to another course, and return how many were copied.

    Only what learners see is copied, with its pictures, under the same key and number, and never a draft; what the
    other course already has stays. `is_shown` says whether learners there see it at once.
    """
    theirs = set(session.scalars(select(OwnContent.key).where(OwnContent.context_id == context_id)))
    room = max(0, MOST_IN_A_COURSE - len(theirs))
    fresh = [own for own in list_own(session, source_id) if own.published_version and own.key not in theirs][:room]
    copies = [_copy(own, context_id, now, is_shown=is_shown) for own in fresh]
    session.add_all(copies)
    sources = [version.source for own in copies for version in own.versions]
    copy_images(session, source_id, session.get_one(Context, context_id), sources)
    return len(fresh)


def _copy(own: OwnContent, context_id: int, now: datetime, *, is_shown: bool) -> OwnContent:
    facts = ("number", "source", "written_by_id", "written_at")
    kept = [version for version in own.versions if version.number == own.published_version]
    return OwnContent(
        context_id=context_id,
        module_id=own.module_id,
        kind=own.kind,
        key=own.key,
        published_version=own.published_version if is_shown else None,
        created_at=now,
        versions=[OwnVersion(**{name: getattr(version, name) for name in facts}) for version in kept],
    )


def next_number(own: OwnContent) -> int:
    """The number that the next version gets."""
    return own.versions[-1].number + 1 if own.versions else 1


def save(own: OwnContent, source: str, user_id: int, now: datetime) -> OwnVersion:
    """Keep a text as the newest version; raises TooManyVersions, TooLong."""
    if len(source) > LONGEST:
        raise TooLong
    if len(own.versions) >= MOST_VERSIONS:
        raise TooManyVersions
    version = OwnVersion(number=next_number(own), source=source, written_by_id=user_id, written_at=now)
    own.versions.append(version)
    return version


def list_own(session: Session, context_id: int) -> list[OwnContent]:
    """All that a course has of its own, in the order in which it was begun, with its versions."""
    query = select(OwnContent).where(OwnContent.context_id == context_id).order_by(OwnContent.id)
    return list(session.scalars(query.options(selectinload(OwnContent.versions))))


def ids_of(session: Session, context_id: int) -> list[int]:
    """The ids of all that a course has of its own."""
    return list(
        session.scalars(select(OwnContent.id).where(OwnContent.context_id == context_id).order_by(OwnContent.id))
    )


def get_own(session: Session, context_id: int, own_id: int, *, lock: bool = False) -> OwnContent:
    """One of a course; raises UnknownOwn, also where it is another course's. `lock` lets two savers wait in turn."""
    query = select(OwnContent).where(OwnContent.id == own_id, OwnContent.context_id == context_id)
    query = query.with_for_update() if lock else query
    found = session.scalar(query.options(selectinload(OwnContent.versions)))
    if found is None:
        raise UnknownOwn
    return found


def delete_draft(session: Session, own: OwnContent) -> None:
    """Delete one with all its versions, for good; raises OwnIsShown. What was answered stays. The caller commits."""
    if own.published_version is not None:
        raise OwnIsShown
    session.delete(own)


def get_version(own: OwnContent, number: int | None = None) -> OwnVersion:
    """A version by its number, the newest where none is named; raises UnknownOwn."""
    wanted = own.versions[-1].number if number is None and own.versions else number
    found = next((version for version in own.versions if version.number == wanted), None)
    if found is None:
        raise UnknownOwn
    return found
