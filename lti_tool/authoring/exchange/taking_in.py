"""What somebody chose of a file becomes drafts of a course's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.authoring.drafts import Draft, kind_of, write_draft
from lti_tool.authoring.exchange.found import Picture
from lti_tool.authoring.images import keep_image, keys_in
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.service import LONGEST, MOST_IN_A_COURSE, TooLong, TooMuchOfOnesOwn
from lti_tool.lti.models import Context


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft that was chosen; its `key` comes from the report, so that the same yes sent twice keeps it once."""

    key: str
    module_id: str
    draft: Draft


def room_in(session: Session, context_id: int) -> int:
    """How many items and lessons more a course can keep."""
    kept = session.scalar(select(func.count()).where(OwnContent.context_id == context_id)) or 0
    return max(0, MOST_IN_A_COURSE - kept)


def take_in(
    session: Session,
    context: Context,
    chosen: Sequence[Chosen],
    pictures: Iterable[Picture],
    user_id: int,
    now: datetime,
) -> None:
    """Keep each draft as a first version that nobody is shown, and the pictures they show; what is kept already stays.

    Raises TooMuchOfOnesOwn, TooLong, NoRoomForImages. The caller commits.
    """
    kept = set(session.scalars(select(OwnContent.key).where(OwnContent.context_id == context.id)))
    fresh = [each for each in chosen if each.key not in kept]
    if len(kept) + len(fresh) > MOST_IN_A_COURSE:
        raise TooMuchOfOnesOwn
    shown: set[str] = set()
    for each in fresh:
        source = write_draft(each.draft, each.key, 1)
        if len(source) > LONGEST:
            raise TooLong
        version = OwnVersion(number=1, source=source, written_by_id=user_id, written_at=now)
        facts = {"module_id": each.module_id, "kind": kind_of(each.draft), "key": each.key}
        session.add(OwnContent(context_id=context.id, **facts, created_at=now, versions=[version]))
        shown |= keys_in(source)
    for picture in pictures:
        if picture.key in shown:
            keep_image(session, context, picture.made, picture.alt, user_id, now)
