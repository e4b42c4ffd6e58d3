"""Whoever was erased is in the database again once a backup from before that is restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import UTCDateTime
from lti_tool.lti.models import Deployment, User
from lti_tool.privacy.erased import Entry, ErasureKey, everybody
from lti_tool.privacy.held.everything import holdings
from lti_tool.privacy.holding import Kind
from lti_tool.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Restored:
    """Somebody who was erased, and whose rows are from before that."""

    person: Person
    name: str
    erased_at: datetime


@dataclass(slots=True)
class Found:
    """Who is to be erased once more. `returned` came back after they were erased, and keep what is new.

    `unreadable` counts erasures whose secret is not among ours: nobody can be known by them.
    """

    restored: list[Restored] = field(default_factory=list)
    returned: int = 0
    unreadable: int = 0


def find_restored(session: Session, entries: Sequence[Entry], keys: Sequence[ErasureKey]) -> Found:
    """Go over everybody, and know those again who were erased."""
    known = {key.id for key in keys}
    found = Found(unreadable=sum(entry.key_id not in known for entry in entries))
    erased = {entry.subject: entry.erased_at for entry in sorted(entries, key=lambda entry: entry.erased_at)}
    for user_id, erased_at in _known_again(session, erased, keys):
        _sort_in(session, found, user_id, erased_at)
    return found


def _known_again(
    session: Session, erased: Mapping[str, datetime], keys: Sequence[ErasureKey]
) -> list[tuple[int, datetime]]:
    known = []
    for user_id, who in everybody(session) if erased else ():
        if moments := [erased[subject] for key in keys if (subject := key.hash(who)) in erased]:
            known.append((user_id, max(moments)))
    return known


def _sort_in(session: Session, found: Found, user_id: int, erased_at: datetime) -> None:
    user = session.get_one(User, user_id)
    deployment = session.get_one(Deployment, user.deployment_id)
    person = Person.of(deployment.registration_id, [user])
    oldest = _oldest_trace(session, person)
    if oldest is not None and oldest > erased_at:
        found.returned += 1
    else:
        found.restored.append(Restored(person, user.name, erased_at))


def _oldest_trace(session: Session, person: Person) -> datetime | None:
    """The earliest moment that anything of theirs tells; None where there is only a name."""
    moments = [
        session.scalar(select(func.min(column)).where(holding.find(person)))
        for table, holding in holdings()
        if holding.kind is Kind.OWN
        for column in table.table.columns
        if isinstance(column.type, UTCDateTime)
    ]
    return min((moment for moment in moments if moment is not None), default=None)
