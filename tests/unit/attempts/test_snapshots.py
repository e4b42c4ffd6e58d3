"""Content is kept at its first use, whoever is first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from lti_tool.attempts.snapshots import store_items
from tests.support.clock import NOON
from tests.support.items import build_choice


def test_items_are_stored_in_one_order_whatever_the_order_of_the_draw(session_factory: sessionmaker[Session]) -> None:
    """Two learners who store the same items in two orders wait for each other: Postgres then refuses one of them."""
    items = sorted((build_choice(f"x-{number}") for number in range(5)), key=lambda item: item.digest, reverse=True)
    said: list[Any] = []
    with session_factory() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *told: said.append(told[3]))
        store_items(session, items, NOON)

    inserted = [value for value in said[-1] if value in {item.digest for item in items}]
    assert inserted == [item.digest for item in reversed(items)]
