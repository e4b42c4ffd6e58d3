"""Immutable copies of items: written at first use, read for ever after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import ContentSnapshot
from lti_tool.content.schema.item import Item
from lti_tool.db import insert_if_absent

ITEM = "item"
_adapter: TypeAdapter[Any] = TypeAdapter(Item)


class SnapshotCache:
    """Items by digest, parsed once per process: a digest never means anything else."""

    def __init__(self, maximum: int = 5_000) -> None:
        self._items: dict[str, Item] = {}
        self._maximum = maximum

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Which of these are not at hand."""
        return [digest for digest in digests if digest not in self._items]

    def put(self, digest: str, item: Item) -> None:
        """Keep an item that is known to be stored."""
        if len(self._items) >= self._maximum:
            self._items.clear()
        self._items[digest] = item

    def get(self, digest: str) -> Item:
        """An item that was put before."""
        return self._items[digest]


@lru_cache(maxsize=8)
def _cache_of(database: str) -> SnapshotCache:
    return SnapshotCache()


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
    """The items with these digests; asks the database only for those this process has not met."""
    wanted = list(digests)
    cache = _cache_of(str(session.get_bind().engine.url))
    if missing := cache.missing(wanted):
        for row in session.scalars(select(ContentSnapshot).where(ContentSnapshot.digest.in_(missing))):
            cache.put(row.digest, _adapter.validate_python(row.body))
    return {digest: cache.get(digest) for digest in wanted}
