"""The questions of a course that can be regraded, called by their words, and what was ruled so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Regrade
from lti_tool.attempts.snapshots import read_items
from lti_tool.competencies.item_statistics import Sums, facility
from lti_tool.competencies.models import ItemTally
from lti_tool.content.markdown import plain_words
from lti_tool.content.model import Module
from lti_tool.content.model.wording.folding import fold
from lti_tool.placements.catalogue import catalogue

MOST_MADE = 50


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question as it was asked: how many answered it first, and what share of the points it earned."""

    digest: str
    words: str
    version: int
    responses: int
    facility: float


@dataclass(frozen=True, slots=True)
class Made:
    """One ruling of the course."""

    made_at: datetime
    action: str
    digest: str
    words: str
    reason: str


def modules_asked(session: Session, context_id: int) -> list[Module]:
    """The modules of which learners of the course answered questions, in the catalogue's order."""
    asked = set(session.scalars(select(ItemTally.module_id).where(ItemTally.context_id == context_id).distinct()))
    return [module for module in catalogue().modules if module.id in asked]


def questions_of(session: Session, context_id: int, module_id: str, words: str) -> list[Question]:
    """Those of a module that have all the words, the hardest first."""
    query = select(ItemTally).where(ItemTally.context_id == context_id, ItemTally.module_id == module_id)
    tallies = session.scalars(query).all()
    items = read_items(session, [each.digest for each in tallies])
    found = [
        Question(
            each.digest,
            plain_words(items[each.digest].stem),
            items[each.digest].version,
            each.responses,
            facility(Sums(responses=each.responses, sum_x=each.sum_x)),
        )
        for each in tallies
    ]
    wanted = fold(words).split()
    matching = (each for each in found if all(word in fold(each.words) for word in wanted))
    return sorted(matching, key=lambda each: (each.facility, each.words, each.version))


def rulings_made(session: Session, context_id: int) -> Sequence[Made]:
    """What was ruled in a course, the newest first."""
    query = select(Regrade).where(Regrade.context_id == context_id).order_by(Regrade.id.desc()).limit(MOST_MADE)
    rows = session.scalars(query).all()
    items = read_items(session, [each.digest for each in rows])
    return [
        Made(each.made_at, each.action, each.digest, plain_words(items[each.digest].stem), each.reason) for each in rows
    ]
