"""One process at a time, of all of them, does a chore, and as often as it is to be done in all.

A turn is a row with a lease, and no lock of a session or a transaction: whoever does a chore for long keeps no
transaction open meanwhile, and behind a pooler in transaction mode a session's lock would be another process's.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.db import insert_if_absent
from lti_tool.work.models import ChoreTurn

LEASE, KEPT_EVERY_S = timedelta(minutes=5), 30.0
EARLY = 0.9
"""A chore is due again a little before its time is over: whoever looks once in that time finds it due each time."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Sessions = Callable[[], Session]


class TurnLost(Exception):
    """The lease ran out, and another process has the turn."""


class Turn:
    """A chore in our hands until it is let go; `places` is written down then."""

    def __init__(self, sessions: Sessions, name: str, holder: str, now: datetime, places: dict[str, int]) -> None:
        self.places = places
        self._sessions, self._name, self._holder = sessions, name, holder
        self._began_at, self._began_s = now, time.monotonic()
        self._kept_s = self._began_s

    def keep(self) -> None:
        """Hold it for another lease, where a part of this one is over; call it as often as you like. Raises TurnLost.

        Commits, in a transaction of its own.
        """
        present_s = time.monotonic()
        if present_s - self._kept_s >= KEPT_EVERY_S:
            now = self._began_at + timedelta(seconds=present_s - self._began_s)
            if not self._write(held_until=now + LEASE):
                raise TurnLost
            self._kept_s = present_s

    def let_go(self, **values: datetime) -> None:
        """Leave it to whoever wants it next."""
        self._write(held_until=None, places=self.places, **values)

    def _write(self, **values: object) -> bool:
        mine = update(ChoreTurn).where(ChoreTurn.name == self._name, ChoreTurn.holder == self._holder)
        with self._sessions() as session:
            written = session.execute(
                mine.where(ChoreTurn.held_until.is_not(None)).values(**values).returning(ChoreTurn.name)
            )
            is_mine = written.first() is not None
            session.commit()
        return is_mine


def worker_name() -> str:
    """This thread, of this process, on this machine."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{threading.get_ident():x}"[:64]


@contextmanager
def taken_turn(
    sessions: Sessions, name: str, now: datetime, every: timedelta, *, when_due: bool = True
) -> Iterator[Turn | None]:
    """Take the turn at a chore; None where it is another's, or `when_due`, not due yet.

    What goes wrong within leaves it due: whoever looks next tries again.
    """
    turn = _take(sessions, name, now, every, when_due=when_due)
    if turn is None:
        yield None
        return
    done: dict[str, datetime] = {}
    try:
        yield turn
        done = {"due_at": now + every * EARLY}
    finally:
        turn.let_go(**done)


def _take(sessions: Sessions, name: str, now: datetime, every: timedelta, *, when_due: bool) -> Turn | None:
    is_free = and_(_is_free(now), _is_due(now, every)) if when_due else _is_free(now)
    with sessions() as session:
        session.connection(execution_options={"reads_only": True})
        found = session.execute(
            select(is_free).select_from(ChoreTurn).where(ChoreTurn.name == name)
        ).scalar_one_or_none()
    if found is not None and not found:
        return None
    holder = worker_name()
    with sessions() as session:
        if found is None:
            insert_if_absent(session, ChoreTurn, [{"name": name, "due_at": LONG_AGO, "holder": "", "places": {}}])
        taking = update(ChoreTurn).where(ChoreTurn.name == name, is_free).values(holder=holder, held_until=now + LEASE)
        taken = session.execute(taking.returning(ChoreTurn.places).execution_options(synchronize_session=False)).first()
        session.commit()
    return Turn(sessions, name, holder, now, dict(taken.places)) if taken else None


def _is_free(now: datetime) -> ColumnElement[bool]:
    """What is held impossibly long was written by a clock that has been set back; so is what is due too late."""
    held = ChoreTurn.held_until
    return or_(held.is_(None), held <= now, held > now + 2 * LEASE)


def _is_due(now: datetime, every: timedelta) -> ColumnElement[bool]:
    return or_(ChoreTurn.due_at <= now, ChoreTurn.due_at > now + every)
