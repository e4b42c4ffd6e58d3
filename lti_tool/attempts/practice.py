"""Practice: items answered wrong come first; nothing is stored and nothing counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.answering import drawn_items, saved_answers
from lti_tool.attempts.counting import fraction_of
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules, attempts_left, is_key_shown
from lti_tool.attempts.rulings import rulings_of
from lti_tool.attempts.submitting import marks_of
from lti_tool.content.model import Item, Module, Quiz
from lti_tool.content.model.record import revised
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement


class NoPractice(NotFound):
    """Practice would show answers that are still held back, or there is nothing to practise."""

    message = N_("Practice opens after your first attempt, once its answers are shown.")
    advice = N_("Go back to the module.")


class OpenAttemptFirst(ToolError):
    """Practice would show answers of an attempt that is still open."""

    status = 409
    title = N_("Your attempt comes first")
    message = N_("You have an attempt open. Practice opens again once you have handed it in.")
    advice = N_("Go back to the module and continue the quiz.")


def check_may_practise(module: Module, rules: Rules, tries: Sequence[Attempt], now: datetime) -> None:
    """Raise why nothing may be practised now: the one rule of the page, and of whoever offers it."""
    if module.quiz is None or module.kind != "module" or not any(attempt.submitted_at for attempt in tries):
        raise NoPractice
    if any(attempt.submitted_at is None for attempt in tries):
        raise OpenAttemptFirst
    if not is_key_shown(rules, tries, now):
        raise NoPractice


def is_practice_offered(module: Module, rules: Rules, tries: Sequence[Attempt], now: datetime) -> bool:
    """Whether there is something to practise: the latest attempt lost points, and practice is open."""
    submitted = [attempt for attempt in tries if attempt.submitted_at]
    if not submitted or fraction_of(submitted[-1]) == 1:
        return False
    try:
        check_may_practise(module, rules, tries, now)
    except (NoPractice, OpenAttemptFirst):
        return False
    return True


def missed_items(session: Session, launch: Launch, placement: Placement, quiz: Quiz) -> set[str]:
    """The ids of the quiz's items whose newest answer by this person was not right."""
    query = (
        select(Attempt)
        .where(
            Attempt.placement_id == placement.id,
            Attempt.user_id == launch.user_id,
            Attempt.module_id == placement.module_id,
            Attempt.submitted_at.is_not(None),
            Attempt.is_preview == is_preview(launch),
        )
        .options(selectinload(Attempt.responses))
        .order_by(Attempt.number)
    )
    verdicts: dict[str, str] = {}
    for attempt in session.scalars(query):
        drawn = drawn_items(session, attempt)
        for each, mark in zip(
            drawn, marks_of(drawn, saved_answers(attempt), rulings_of(session, attempt)), strict=True
        ):
            verdicts[each.item.id] = mark.verdict
    return {item.id for item in quiz.items if verdicts.get(item.id, "right") != "right"}


def practice_bank(quiz: Quiz, tries: Sequence[Attempt], rules: Rules) -> Quiz:
    """What may be practised: of families only what was met, while an attempt that may be passed is still to come."""
    if any(attempt.passed for attempt in tries) or attempts_left(rules, tries) == 0:
        return quiz
    met = {entry["item"] for attempt in tries for entry in attempt.drawn}
    kept = tuple(item for item in quiz.items if item.family is None or item.id in met)
    return quiz if len(kept) == len(quiz.items) else revised(quiz, items=kept)


def next_item(quiz: Quiz, missed: Collection[str], asked: Sequence[str]) -> Item | None:
    """The next item to practice; None when all were asked.

    Missed ones come first, then families that were practised least, so that two stems of one seldom follow each other.
    """
    waiting = [item for item in quiz.items if item.id not in asked]
    practised = Counter(item.group for item in quiz.items if item.id in asked)
    return min(waiting, key=lambda item: (item.id not in missed, practised[item.group]), default=None)
