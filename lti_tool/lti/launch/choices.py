"""What is chosen in a tab of its own goes back through the frame that opened the tab.

Where a frame keeps no cookie, its login is repeated in a tab. Platforms take the answer to a deep linking request only
from the frame that they opened, so that frame holds a random code, and the tab's login carries the code's hash. Whoever
brings the code gets what was chosen: once, for ten minutes, and nothing else; it opens no page.
See docs/decisions/0004-launch-and-browser.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Request
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.lti.digest import digest
from lti_tool.lti.launch.storage import is_own_form
from lti_tool.lti.models import Context, Deployment, Launch, Registration, Status
from lti_tool.lti.records.purging import CHOICES_KEPT
from lti_tool.lti.session import IDLE

RETURN_CODE = "lti_tool_return_code"
RETURN_HASH = "lti_tool_return_hash"
_HASH = re.compile(r"[0-9a-f]{64}")
Items = Sequence[dict[str, Any]]


class Waiting(StrEnum):
    """What a frame that waits is told; a code that is used up, or too old, is as unknown as any other."""

    UNKNOWN = "unknown"
    CHOOSING = "choosing"
    CHOSEN = "chosen"


def read_return_hash(request: Request, base_url: str) -> str:
    """The hash that a login carries for its frame; only our own page may say it.

    From elsewhere it would be a trap: what somebody chooses would go to the frame of whoever made the code.
    """
    found = request.form.get(RETURN_HASH, "")
    return found if _HASH.fullmatch(found) and is_own_form(request, base_url) else ""


def keep_choice(launch: Launch, items: Items, now: datetime) -> None:
    """Keep content items for the frame that waits; chosen anew, the later ones count. The caller commits."""
    launch.chosen, launch.chosen_at = {"items": list(items)}, now


def find_choosing(session: Session, code: str, now: datetime) -> Launch | None:
    """The open deep linking request whose frame holds this code; one that is answered comes first."""
    query = (
        select(Launch)
        .join(Launch.context)
        .join(Context.deployment)
        .join(Deployment.registration)
        .where(
            Launch.return_hash == digest(code),
            Launch.ended_at.is_(None),
            Launch.last_seen_at > now - IDLE,
            Launch.chosen_at.is_(None) | (Launch.chosen_at > now - CHOICES_KEPT),
            Deployment.status == Status.ACTIVE,
            Registration.status == Status.ACTIVE,
        )
        .order_by(Launch.chosen_at.desc().nulls_last(), Launch.created_at.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def waiting_for(session: Session, code: str, now: datetime) -> Waiting:
    """How far the tab is; nothing is changed."""
    launch = find_choosing(session, code, now)
    if launch is None:
        return Waiting.UNKNOWN
    return Waiting.CHOSEN if launch.chosen else Waiting.CHOOSING


def take_choice(session: Session, launch: Launch, now: datetime) -> Items | None:
    """What was chosen, for one taker: it ends every launch of this code. None where another took it first.

    The caller commits.
    """
    items: Items | None = launch.chosen["items"] if launch.chosen else None
    if items is None:
        return None
    query = (
        update(Launch)
        .where(Launch.return_hash == launch.return_hash, Launch.ended_at.is_(None))
        .values(ended_at=now, chosen=None, chosen_at=None)
        .returning(Launch.id)
        .execution_options(synchronize_session=False)
    )
    return items if launch.id in session.scalars(query).all() else None
