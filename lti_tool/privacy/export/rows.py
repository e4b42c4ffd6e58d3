"""Rows of a holding, read from the database a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Response
from lti_tool.privacy.holding import Holding, Kind, Part, TableMap
from lti_tool.privacy.person import Person

AT_ONCE = 200


def handed_out(table: TableMap, holding: Holding) -> list[str]:
    """The columns of a row that go to the person whom it concerns."""
    if holding.kind is Kind.MENTION:
        return list(holding.told)
    return table.columns(*(part for part in Part if part not in (Part.SECRET, Part.OTHERS)))


def read_rows(
    session: Session, table: TableMap, holding: Holding, person: Person, columns: Sequence[str]
) -> Iterator[RowMapping]:
    """These columns of what concerns the person, in the table's order."""
    found = table.table
    query = select(*(found.c[name] for name in columns)).where(holding.find(person))
    query = query.order_by(*found.primary_key.columns).execution_options(yield_per=AT_ONCE)
    yield from session.execute(query).mappings()


def read_attempts(session: Session, person: Person, at_once: int) -> Iterator[list[tuple[Attempt, list[Response]]]]:
    """The person's attempts in the order they were made, each with its answers, so many at once."""
    query = select(Attempt).where(Attempt.user_id.in_(person.user_ids)).order_by(Attempt.id)
    for attempts in session.scalars(query.execution_options(yield_per=at_once)).partitions(at_once):
        answers: dict[int, list[Response]] = {attempt.id: [] for attempt in attempts}
        for answer in session.scalars(select(Response).where(Response.attempt_id.in_(answers)).order_by(Response.id)):
            answers[answer.attempt_id].append(answer)
        yield [(attempt, answers[attempt.id]) for attempt in attempts]
