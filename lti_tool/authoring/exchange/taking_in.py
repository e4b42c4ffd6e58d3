"""What somebody chose of a file becomes drafts of a course's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.authoring.drafts import Draft, kind_of, write_draft
from lti_tool.authoring.exchange.found import Picture
from lti_tool.authoring.images import keep_image, keys_in
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.service import LONGEST, MOST_IN_A_COURSE, TooLong, TooMuchOfOnesOwn
from lti_tool.lti.models import Context


def room_in(session: Session, context_id: int) -> int:
    """How many items and lessons more a course can keep."""
    kept = session.scalar(select(func.count()).where(OwnContent.context_id == context_id)) or 0
    return max(0, MOST_IN_A_COURSE - kept)


def take_in(
    session: Session,
    context: Context,
    drafts: Sequence[tuple[str, Draft]],
    pictures: Iterable[Picture],
    user_id: int,
    now: datetime,
) -> None:
    """Keep each draft, named with its module, as a first version that nobody is shown, and the pictures they show.

    Raises TooMuchOfOnesOwn, TooLong, NoRoomForImages. The caller commits.
    """
    if len(drafts) > room_in(session, context.id):
        raise TooMuchOfOnesOwn
    shown: set[str] = set()
    for module_id, draft in drafts:
        key = f"own-{secrets.token_hex(5)}"
        source = write_draft(draft, key, 1)
        if len(source) > LONGEST:
            raise TooLong
        version = OwnVersion(number=1, source=source, written_by_id=user_id, written_at=now)
        facts = {"context_id": context.id, "module_id": module_id, "kind": kind_of(draft), "key": key}
        session.add(OwnContent(**facts, created_at=now, versions=[version]))
        shown |= keys_in(source)
    for picture in pictures:
        if picture.key in shown:
            keep_image(session, context, picture.made, picture.alt, user_id, now)
