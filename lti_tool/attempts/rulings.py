"""What instructors ruled on items after attempts were made: dropped, or another answer accepted too.

An attempt names the rulings that its points take into account, so an old result says honestly what was changed, and
one whose points a ruling would have lowered keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.content.model import Item
from lti_tool.quizzes.marking import NOT_ASKED, Mark, mark

DROP, ACCEPT = "drop", "accept"
HOLDS = Regrade.taken_back_at.is_(None)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Every ruling on one item that applies to one attempt."""

    is_dropped: bool = False
    accepted: tuple[frozenset[str], ...] = ()

    def mark(self, item: Item, tokens: frozenset[str]) -> Mark:
        """The mark of an answer under this ruling: 0 of 0 if the item was dropped."""
        return NOT_ASKED if self.is_dropped else mark(item, tokens, self.accepted)


NO_RULING = Ruling()
Rulings = Mapping[str, Ruling]  # by item id: an attempt asks an item once


def combine(regrades: Iterable[Regrade]) -> dict[str, Ruling]:
    """Several regrades combined into one ruling for each item."""
    found: dict[str, Ruling] = {}
    for each in regrades:
        before = found.get(each.item_id, NO_RULING)
        accepted = (*before.accepted, frozenset(each.accepted)) if each.action == ACCEPT else before.accepted
        found[each.item_id] = Ruling(before.is_dropped or each.action == DROP, accepted)
    return found


def rulings_of(session: Session, attempt: Attempt) -> Rulings:
    """The rulings that an attempt's points take into account."""
    return combine(regrades_of(session, attempt))


def regrades_of(session: Session, attempt: Attempt) -> list[Regrade]:
    """The regrades that an attempt names, as they were made; no statement where there are none."""
    if not attempt.regrades:
        return []
    return list(session.scalars(select(Regrade).where(Regrade.id.in_(attempt.regrades)).order_by(Regrade.id)))


def dropped_items(session: Session, context_id: int) -> set[str]:
    """The digests of the items that a course dropped: nobody there is asked them again."""
    return set(
        session.scalars(select(Regrade.digest).where(Regrade.context_id == context_id, Regrade.action == DROP, HOLDS))
    )


def standing_regrades(session: Session, attempt: Attempt) -> list[Regrade]:
    """Every ruling in the attempt's course on the items it asks: these apply when it is handed in.

    They are held until the commit, so that none is taken back meanwhile without this attempt.
    """
    query = select(Regrade).where(
        Regrade.context_id == attempt.placement.context_id,
        Regrade.digest.in_([entry["digest"] for entry in attempt.drawn]),
        HOLDS,
    )
    return list(session.scalars(query.order_by(Regrade.id).with_for_update(read=True)))
