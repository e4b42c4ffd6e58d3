"""Beginning an attempt: what it draws is chosen once, and stored."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.drawn import Entry
from lti_tool.attempts.errors import NoQuiz
from lti_tool.attempts.finding import list_own
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rounds import met_in_rounds
from lti_tool.attempts.rules import Rules, check_may_start, ends_at
from lti_tool.attempts.rulings import dropped_items
from lti_tool.attempts.snapshots import store_items
from lti_tool.content.model import Module, Quiz
from lti_tool.content.model.record import revised
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement
from lti_tool.quizzes.selection import MET_ELSEWHERE, BankTooSmall, DrawnItem, draw_items

SEED_BITS = 62


def start_attempt(
    session: Session, launch: Launch, placement: Placement, module: Module, rules: Rules, now: datetime
) -> Attempt:
    """Return the open attempt, or draw a new one; a second open one is refused by the database.

    Raises NoQuiz, or a CannotStart that says why and until when.
    """
    tries = list_own(session, launch, placement)
    if open_attempt := next((each for each in tries if each.submitted_at is None), None):
        return open_attempt
    if module.quiz is None:
        raise NoQuiz
    check_may_start(rules, of_this_term(placement, tries), now)
    seed = secrets.randbits(SEED_BITS)
    seen = met_elsewhere(session, launch, module) | last_seen(tries)
    drawn = _draw(module.quiz, dropped_items(session, placement.context_id), seed, seen)
    store_items(session, [each.item for each in drawn], now)
    attempt = _new_attempt(module, module.quiz, drawn, now)
    attempt.placement_id, attempt.user_id, attempt.seed = placement.id, launch.user_id, seed
    attempt.is_preview = is_preview(launch)
    attempt.number = _next_number(session, placement, launch.user_id)
    set_end(attempt, rules)
    session.add(attempt)
    session.flush()
    return attempt


def _draw(quiz: Quiz, dropped: Collection[str], seed: int, seen: Mapping[str, int]) -> tuple[DrawnItem, ...]:
    """What a seed draws, leaving out dropped items; if too few are left, it draws from the whole bank."""
    if dropped:
        kept = revised(quiz, items=tuple(item for item in quiz.items if item.digest not in dropped))
        with suppress(BankTooSmall):
            return draw_items(kept, seed, seen)
    return draw_items(quiz, seed, seen)


def last_seen(tries: Sequence[Attempt]) -> dict[str, int]:
    """The items met in earlier attempts, each with the number of the latest attempt that asked it."""
    return {entry["item"]: attempt.number for attempt in tries for entry in attempt.drawn}


def met_elsewhere(session: Session, launch: Launch, module: Module) -> dict[str, int]:
    """For a certificate, what this person met in any quiz or refresher of this deployment; nothing for another quiz."""
    if module.kind != "certificate":
        return {}
    query = select(Attempt.drawn).where(Attempt.user_id == launch.user_id)
    met = {entry["item"] for drawn in session.scalars(query) for entry in drawn}
    return dict.fromkeys(met | met_in_rounds(session, launch.user_id), MET_ELSEWHERE)


def set_end(attempt: Attempt, rules: Rules) -> None:
    """Note when the attempt's time is up, and when its grace is."""
    attempt.ends_at = ends_at(rules, attempt.started_at)
    attempt.late_at = attempt.ends_at + rules.grace if attempt.ends_at else None


def _new_attempt(module: Module, quiz: Quiz, drawn: Sequence[DrawnItem], now: datetime) -> Attempt:
    return Attempt(
        module_id=module.id,
        module_digest=module.digest,
        module_title=module.title,
        quiz_title=quiz.title,
        kind=module.kind,
        pass_points=ceil(quiz.pass_points),
        pass_share=str(Fraction(quiz.pass_points, len(drawn))),
        section_minimums={each.name: each.pass_points for each in quiz.sections if each.pass_points},
        drawn=[_entry(each) for each in drawn],
        points_possible=len(drawn),
        started_at=now,
    )


def _entry(drawn: DrawnItem) -> Entry:
    item = drawn.item
    return Entry(
        item=item.id,
        version=item.version,
        digest=item.digest,
        section=drawn.section,
        options=list(drawn.part_order),
        targets=list(drawn.target_order),
    )


def _next_number(session: Session, placement: Placement, user_id: int) -> int:
    query = select(func.max(Attempt.number)).where(Attempt.placement_id == placement.id, Attempt.user_id == user_id)
    return (session.scalar(query) or 0) + 1
