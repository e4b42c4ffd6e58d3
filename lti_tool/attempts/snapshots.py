"""Immutable copies of items: written at first use, read from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import ContentSnapshot
from lti_tool.content.model.items.item import Item
from lti_tool.db import insert_if_absent

ITEM = "item"
MAXIMUM_KEPT = 5_000
_adapter: TypeAdapter[Item] = TypeAdapter(Item)
_kept: dict[str, Item] = {}  # parsed once per process: a digest always means the same content


def store_items(session: Session, items: Iterable[Item], now: datetime) -> None:
    """Make sure that each item's present form is stored, in at most two statements."""
    by_digest = {item.digest: item for item in items}
    stored = set(session.scalars(select(ContentSnapshot.digest).where(ContentSnapshot.digest.in_(by_digest))))
    rows = [
        {"digest": digest, "kind": ITEM, "body": item.model_dump(mode="json"), "created_at": now}
        for digest, item in by_digest.items()
        if digest not in stored
    ]
    insert_if_absent(session, ContentSnapshot, rows)


def read_items(session: Session, digests: Iterable[str]) -> dict[str, Item]:
    """The items with these digests; asks the database only for those that this process has not met."""
    wanted = set(digests)
    found = {digest: item for digest in wanted if (item := _kept.get(digest))}
    if missing := wanted - found.keys():
        rows = session.scalars(select(ContentSnapshot).where(ContentSnapshot.digest.in_(missing)))
        found |= {row.digest: _adapter.validate_python(row.body) for row in rows}
        _keep(found)
    return found


def _keep(items: dict[str, Item]) -> None:
    if len(_kept) > MAXIMUM_KEPT:
        _kept.clear()
    _kept.update(items)
