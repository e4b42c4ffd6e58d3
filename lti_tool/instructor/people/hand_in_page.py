"""What is said before an attempt is handed in for its learner: what is saved, and what the rules make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.answering import drawn_items, unanswered
from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.content.model.record import sha256_hex


@dataclass(frozen=True, slots=True)
class HandInPage:
    """How much of an attempt is answered, when its last answer came, and whether it is late.

    `due_at` is a due or closing date that has passed, or None; `mark` names what was saved when the page was made.
    """

    questions: int
    answered: int
    saved_at: datetime | None
    is_late: bool
    due_at: datetime | None
    mark: str


def hand_in_page(session: Session, attempt: Attempt, now: datetime) -> HandInPage:
    """The page of an attempt that is open."""
    drawn = drawn_items(session, attempt)
    rules = rules_of_person(session, attempt.placement, attempt.user_id)
    due_at = rules.due_at or rules.closes_at
    saved = sorted((each.item_id, each.saved_at.isoformat(), each.chosen) for each in attempt.responses)
    return HandInPage(
        questions=len(drawn),
        answered=len(drawn) - len(unanswered(drawn, attempt)),
        saved_at=max((each.saved_at for each in attempt.responses), default=None),
        is_late=attempt.is_late(now),
        due_at=due_at if due_at and due_at < now else None,
        mark=sha256_hex(repr(saved))[:16],
    )
