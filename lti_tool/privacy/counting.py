"""How much is held on a person, of what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.privacy.held.everything import holdings
from lti_tool.privacy.holding import Holding, Kind, TableMap
from lti_tool.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of thing that is held, and how many rows of it."""

    table: TableMap
    holding: Holding
    count: int


def count_held(session: Session, person: Person) -> list[Held]:
    """Everything that concerns this person, in the map's order; what there is none of, and statistics, are left out."""
    counted = []
    for table, holding in holdings():
        if holding.kind is not Kind.STATISTIC:
            query = select(func.count()).select_from(table.table).where(holding.find(person))
            counted.append(Held(table, holding, session.scalar(query) or 0))
    return [each for each in counted if each.count]
