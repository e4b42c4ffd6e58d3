"""Terms of a course: when the present one began, and in which one something was done.

Work belongs to the term in which it was begun. The terms that earlier releases began concern certificates alone; all
others repeat the work, too (`repeats_work`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, case, exists, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.placements.models import ContextSettings, CourseTerm, Placement


class Begun(Protocol):
    """What is asked of an attempt, or of whatever else is begun in a term."""

    @property
    def started_at(self) -> datetime:
        """When it was begun."""


B = TypeVar("B", bound=Begun)


def present_term(session: Session, context_id: int) -> CourseTerm | None:
    """The term that began last; None where the course is in its first one."""
    query = select(CourseTerm).where(CourseTerm.context_id == context_id)
    return session.scalar(query.order_by(CourseTerm.began_at.desc()).limit(1))


def terms_of_work(session: Session, context_id: int) -> Sequence[CourseTerm]:
    """The terms after the first in which work is repeated, in their order."""
    query = select(CourseTerm).where(CourseTerm.context_id == context_id, CourseTerm.repeats_work)
    return session.scalars(query.order_by(CourseTerm.began_at)).all()


def starts_at(session: Session, placement: Placement) -> tuple[datetime, ...]:
    """When each term after the first began; no statement where there was none."""
    if placement.term_began_at is None:
        return ()
    return tuple(term.began_at for term in terms_of_work(session, placement.context_id))


def term_of(moment: datetime, starts: Sequence[datetime]) -> int:
    """The number of the term in which a moment lies; 0 is the first one."""
    return bisect_right(starts, moment)


def of_this_term(placement: Placement, begun: Iterable[B]) -> list[B]:
    """Those that were begun in the present term."""
    since = placement.term_began_at
    return [each for each in begun if since is None or each.started_at >= since]


def since_term(placement: Placement, moment: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
    """What limits a query to the present term; nothing in the first one."""
    return [] if placement.term_began_at is None else [moment >= placement.term_began_at]


def is_of_this_term(context_id: Any, moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """The same within one statement, where no placement is at hand: no later term has begun."""
    return ~exists().where(ContextSettings.context_id == context_id, ContextSettings.term_began_at > moment)


def number_of_term(moment: InstrumentedAttribute[datetime], starts: Sequence[datetime]) -> ColumnElement[int]:
    """`term_of` in SQL."""
    later = [(moment >= start, literal(number)) for number, start in reversed([*enumerate(starts, start=1)])]
    return case(*later, else_=literal(0)) if later else literal(0)
