"""From one link of a course to another, without going back to the LMS.

A launch proves who somebody is in a context, and with which roles. The LMS decides which links of that context they
may open, so only those that they launched before open whole. Any other opens in place: its launch says so, and whoever
shows or starts something graded asks for that.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch, ResourceLink

_CARRIED = (
    "browser_hash",
    "session_hash",
    "person",
    "context_id",
    "user_id",
    "message_type",
    "roles",
    "mentees",
    "return_url",
    "locale",
    "created_at",  # the visit's longest life counts from the launch that opened it
)


def launched_links(session: Session, launch: Launch) -> set[int]:
    """The ids of the links in this context that this person launched before."""
    query = select(Launch.resource_link_id).where(
        Launch.user_id == launch.user_id,
        Launch.context_id == launch.context_id,
        Launch.resource_link_id.is_not(None),
        Launch.opened_in_place == "",
    )
    return {link_id for link_id in session.scalars(query.distinct()) if link_id is not None}


def open_sibling(session: Session, launch: Launch, link: ResourceLink, now: datetime) -> str:
    """Open another link of the launch's context in the same visit; return the new launch's id. The caller commits.

    Raises NotFound for a link of another context, or one that this person never launched from the LMS.
    """
    if link.context_id != launch.context_id or link.id not in launched_links(session, launch):
        raise NotFound(N_("Open this module from your course page first."))
    if link.id == launch.resource_link_id and not launch.opened_in_place:
        return launch.id
    return _open(session, launch, now, resource_link_id=link.id)


def open_in_place(
    session: Session, launch: Launch, module_id: str, now: datetime, *, link_id: int | None = None
) -> str:
    """Open a module of the launch's context whose link this person never launched, or, without a link, nobody has.

    Return the new launch's id. That link and module are of this context is for the caller to know. The caller commits.
    """
    if launch.opened_in_place == module_id and launch.resource_link_id == link_id:
        return launch.id
    return _open(session, launch, now, resource_link_id=link_id, opened_in_place=module_id)


def _open(session: Session, launch: Launch, now: datetime, **where: Any) -> str:
    carried = {name: getattr(launch, name) for name in _CARRIED}
    sibling = Launch(
        id=secrets.token_urlsafe(16),
        nonce=f"sibling {secrets.token_urlsafe(24)}",
        custom={},
        deep_linking=None,
        last_seen_at=now,
        **carried,
        **where,
    )
    session.add(sibling)
    session.flush()
    return sibling.id
