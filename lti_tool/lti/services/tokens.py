"""Access tokens we hold: in the process, and in the database so that workers share them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.lti.models import AccessToken

SAFETY_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True)
class HeldToken:
    """A bearer token and the moment from which it is not used any more (a minute before it expires)."""

    token: str
    use_until: datetime

    def __repr__(self) -> str:
        """Never shows the token: a repr ends up in logs."""
        return f"HeldToken(use_until={self.use_until.isoformat()})"


class TokenSource(Protocol):
    """Where a connector has its tokens from."""

    clock: Callable[[], datetime]

    def get(self, registration_id: int, scopes: Sequence[str], fetch: Callable[[], tuple[str, timedelta]]) -> str:
        """A token that is good now; `fetch` asks the platform for one and its lifetime."""

    def drop(self, registration_id: int, token: str) -> None:
        """Forget a token that a service refused."""


class FreshTokens:
    """Each token is asked of the platform anew: one that was granted before says nothing of how things are now."""

    def __init__(self, clock: Callable[[], datetime] = utcnow) -> None:
        self.clock = clock

    def get(self, _registration_id: int, _scopes: Sequence[str], fetch: Callable[[], tuple[str, timedelta]]) -> str:
        """A new one."""
        token, _lifetime = fetch()
        return token

    def drop(self, _registration_id: int, _token: str) -> None:
        """None is kept."""


class AccessTokens:
    """The tokens of all registrations, by the exact set of scopes that was asked for."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], datetime] = utcnow) -> None:
        self._session_factory = session_factory
        self.clock = clock
        self._held: dict[tuple[int, str], HeldToken] = {}
        self._locks: dict[tuple[int, str], threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, registration_id: int, scopes: Sequence[str], fetch: Callable[[], tuple[str, timedelta]]) -> str:
        """A token that is good for another minute at least; `fetch` asks the platform, one thread at a time.

        It opens sessions of its own and may call out: no transaction of the caller may be open.
        """
        key = (registration_id, " ".join(sorted(scopes)))
        if held := self._still_good(self._held.get(key)):
            return held.token
        with self._lock_of(key):
            held = self._still_good(self._held.get(key)) or self._still_good(self._load(key))
            if held is None:
                token, lifetime = fetch()
                held = HeldToken(token, self.clock() + lifetime - SAFETY_MARGIN)
                if self._still_good(held):
                    self._save(key, held)
            self._held[key] = held
            return held.token

    def drop(self, registration_id: int, token: str) -> None:
        """Forget a token that a service refused, here and for every worker."""
        for key, held in list(self._held.items()):
            if key[0] == registration_id and held.token == token:
                self._held.pop(key, None)
        with self._session_factory() as session:
            session.execute(delete(AccessToken).filter_by(registration_id=registration_id, token=token))
            session.commit()

    def _still_good(self, held: HeldToken | None) -> HeldToken | None:
        return held if held is not None and self.clock() < held.use_until else None

    def _load(self, key: tuple[int, str]) -> HeldToken | None:
        with self._session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            wanted = select(AccessToken).filter_by(registration_id=key[0], scopes=key[1])
            row = session.scalars(wanted).first()
            return HeldToken(row.token, row.expires_at) if row else None

    def _save(self, key: tuple[int, str], held: HeldToken) -> None:
        """Update first, else insert; a worker that loses the race to insert has a good token all the same."""
        where = {"registration_id": key[0], "scopes": key[1]}
        values = {"token": held.token, "expires_at": held.use_until}
        with self._session_factory() as session:
            changed = session.execute(update(AccessToken).filter_by(**where).values(**values).returning(AccessToken.id))
            if changed.first() is None:
                session.add(AccessToken(**where, **values))
            try:
                session.commit()
            except IntegrityError:
                session.rollback()

    def _lock_of(self, key: tuple[int, str]) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(key, threading.Lock())
