"""Erasing a person: what names them goes, what others have a reason to keep stays without them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import Base
from lti_tool.lti.models import User
from lti_tool.privacy.erased import ErasureKey, identities, remember
from lti_tool.privacy.finding import NobodyFound
from lti_tool.privacy.held.everything import TABLES, holdings
from lti_tool.privacy.holding import Holding, Kind, TableMap
from lti_tool.privacy.person import Person
from lti_tool.privacy.requests import mark_done
from lti_tool.privacy.sums import drop_lone_answers, take_out_of_tallies

STAY = (Kind.MENTION, Kind.NAMELESS)
"""What stays without the person, in this order: some mentions are found by what is theirs still."""


def erase(session: Session, person: Person, key: ErasureKey, *, actor: Actor, now: datetime) -> None:
    """Erase somebody, and remember by a hash that they were. The caller commits. Raises NobodyFound, as `clear`."""
    who = identities(session, person.user_ids)
    clear(session, person, actor=actor, now=now)
    remember(session, key, who, now)


def clear(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """Erase somebody who is remembered already, and answer their requests. The caller commits.

    Raises NobodyFound where somebody else erased them meanwhile.
    """
    _hold(session, person)
    mark_done(session, person, actor=actor, now=now)
    take_out_of_tallies(session, person, now)
    drop_lone_answers(session, person)
    for kind in STAY:
        for table_map, holding in holdings():
            if holding.kind is kind:
                _take_out(session, person, table_map, holding)
    session.flush()
    for table in reversed(Base.metadata.sorted_tables):  # what belongs to something before that
        _delete(session, person, TABLES[table.name])
    session.expire_all()
    record_event(session, OperatorAction.PERSON_ERASED, actor=actor, now=now, deployments=list(person.deployment_ids))


def _hold(session: Session, person: Person) -> None:
    """Lock what nobody may add to now, in the order of `progress.summaries.refresh_people`."""
    attempts = select(Attempt.id).where(Attempt.user_id.in_(person.user_ids)).order_by(Attempt.id)
    session.execute(attempts.with_for_update())
    people = select(User.id).where(User.id.in_(person.user_ids)).order_by(User.id)
    if set(session.scalars(people.with_for_update())) != set(person.user_ids):
        raise NobodyFound("They have been erased meanwhile. Nothing was changed.")


def _take_out(session: Session, person: Person, table: TableMap, holding: Holding) -> None:
    """Write what rows say without the person: at once, or row by row where what stood there matters."""
    plain = {name: value for name, value in holding.take_out.items() if not callable(value)}
    thought = {name: think for name, think in holding.take_out.items() if callable(think)}
    written = update(table.table).values(**plain)
    if not thought:
        session.execute(written.where(holding.find(person)))
        return
    keys = list(table.table.primary_key)
    said = (table.table.columns[name] for name in thought)
    for row in session.execute(select(*keys, *said).where(holding.find(person))).all():
        is_it = (column == value for column, value in zip(keys, row, strict=False))
        pairs = zip(thought.items(), row[len(keys) :], strict=True)
        session.execute(
            written.where(*is_it).values({name: think(session, person, value) for (name, think), value in pairs})
        )


def _delete(session: Session, person: Person, table: TableMap) -> None:
    for holding in table.holdings:
        if holding.kind is Kind.OWN:
            session.execute(delete(table.table).where(holding.find(person)))
