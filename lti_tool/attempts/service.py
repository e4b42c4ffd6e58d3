"""Starting, answering, submitting and looking back at attempts."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.errors import AttemptClosed, ImpossibleAnswer, NoQuiz, NotInThisAttempt
from lti_tool.attempts.models import Attempt, Response
from lti_tool.attempts.snapshots import read_items, store_items
from lti_tool.content.schema.item import Item
from lti_tool.content.schema.module import Module
from lti_tool.errors import NotFound
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement
from lti_tool.quizzes.marking import TooManyChosen, UnknownOption, mark
from lti_tool.quizzes.scoring import score
from lti_tool.quizzes.selection import DrawnItem, draw_items

SEED_BITS = 62
_OWN_ATTEMPTS = (
    select(Attempt)
    .where(
        Attempt.placement_id == bindparam("placement"),
        Attempt.user_id == bindparam("user"),
        Attempt.module_id == bindparam("module"),
    )
    .order_by(Attempt.number)
)


def start_attempt(session: Session, launch: Launch, placement: Placement, module: Module, now: datetime) -> Attempt:
    """Return the open attempt, or draw a new one; a second open one is refused by the database."""
    if open_attempt := _find_open(session, placement, launch.user_id):
        return open_attempt
    if module.quiz is None:
        raise NoQuiz
    seed = secrets.randbits(SEED_BITS)
    drawn = draw_items(module.quiz, seed)
    store_items(session, [each.item for each in drawn], now)
    attempt = Attempt(
        placement_id=placement.id,
        user_id=launch.user_id,
        number=_next_number(session, placement, launch.user_id),
        module_id=module.id,
        module_digest=module.digest,
        module_title=module.title,
        quiz_title=module.quiz.title,
        pass_points=module.quiz.pass_points,
        seed=seed,
        drawn=[_entry(each) for each in drawn],
        points_possible=len(drawn),
        started_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def get_own(session: Session, attempt_id: int, launch: Launch, placement: Placement, *, lock: bool = False) -> Attempt:
    """This person's attempt at this placement, with its responses, or NotFound; `lock` holds it until the commit."""
    query = select(Attempt).where(
        Attempt.id == attempt_id, Attempt.user_id == launch.user_id, Attempt.placement_id == placement.id
    )
    if lock:
        query = query.with_for_update()
    attempt = session.scalars(query.options(selectinload(Attempt.responses))).one_or_none()
    if attempt is None:
        raise NotFound("There is no such attempt, or it is not yours.")
    return attempt


def list_own(session: Session, launch: Launch, placement: Placement) -> list[Attempt]:
    """This person's attempts at what the placement shows now, first to last."""
    mine = {"placement": placement.id, "user": launch.user_id, "module": placement.module_id}
    return list(session.scalars(_OWN_ATTEMPTS, mine))


def list_submitted(session: Session, launch: Launch, placement: Placement) -> list[Attempt]:
    """This person's submitted attempts at the placement, whichever modules it showed."""
    query = select(Attempt).where(
        Attempt.placement_id == placement.id, Attempt.user_id == launch.user_id, Attempt.submitted_at.is_not(None)
    )
    return list(session.scalars(query))


def find_best(attempts: Collection[Attempt]) -> Attempt | None:
    """The attempt that counts: the highest, and of equals the earliest."""
    submitted = [attempt for attempt in attempts if attempt.submitted_at is not None]
    return max(submitted, key=lambda attempt: (fraction_of(attempt), -attempt.number), default=None)


def fraction_of(attempt: Attempt) -> Fraction:
    """How much of the points a submitted attempt earned, 0 to 1."""
    points = Fraction(attempt.points or 0).limit_denominator(10_000)
    return points / attempt.points_possible if attempt.points_possible else Fraction(0)


def drawn_items(session: Session, attempt: Attempt) -> list[DrawnItem]:
    """What the attempt drew, from its snapshots: the files may have changed since."""
    items = read_items(session, [entry["digest"] for entry in attempt.drawn])
    return [DrawnItem(items[entry["digest"]], tuple(entry["options"])) for entry in attempt.drawn]


def chosen_options(attempt: Attempt) -> dict[str, set[str]]:
    """The saved answers by item id."""
    return {response.item_id: set(response.chosen) for response in attempt.responses}


def save_responses(session: Session, attempt: Attempt, answers: Mapping[str, Collection[str]], now: datetime) -> None:
    """Keep the newest answer to each item; an empty one takes the answer back. All or nothing."""
    if attempt.submitted_at is not None:
        raise AttemptClosed
    items = {drawn.item.id: drawn.item for drawn in drawn_items(session, attempt)}
    for item_id, chosen in answers.items():
        if item_id not in items:
            raise NotInThisAttempt
        _check_possible(items[item_id], chosen)
    saved = {response.item_id: response for response in attempt.responses}
    for item_id, chosen in answers.items():
        if item_id not in saved:
            saved[item_id] = Response(item_id=item_id)
            attempt.responses.append(saved[item_id])
        saved[item_id].chosen = sorted(set(chosen))
        saved[item_id].saved_at = now


def unanswered(attempt: Attempt) -> list[int]:
    """The numbers, from 1, of the questions without an answer."""
    chosen = chosen_options(attempt)
    return [number for number, entry in enumerate(attempt.drawn, start=1) if not chosen.get(entry["item"])]


def submit(session: Session, attempt: Attempt, now: datetime) -> None:
    """Mark the saved answers and close the attempt; an unanswered item earns nothing."""
    if attempt.submitted_at is not None:
        raise AttemptClosed
    chosen = chosen_options(attempt)
    marks = [mark(drawn.item, chosen.get(drawn.item.id, set())) for drawn in drawn_items(session, attempt)]
    attempt.points = float(score(marks).points)
    attempt.submitted_at = now


def _entry(drawn: DrawnItem) -> dict[str, Any]:
    item = drawn.item
    return {"item": item.id, "version": item.version, "digest": item.digest, "options": list(drawn.option_order)}


def _check_possible(item: Item, chosen: Collection[str]) -> None:
    try:
        mark(item, chosen)
    except (UnknownOption, TooManyChosen):
        raise ImpossibleAnswer from None


def _find_open(session: Session, placement: Placement, user_id: int) -> Attempt | None:
    query = select(Attempt).where(
        Attempt.placement_id == placement.id,
        Attempt.user_id == user_id,
        Attempt.module_id == placement.module_id,
        Attempt.submitted_at.is_(None),
    )
    return session.scalar(query)


def _next_number(session: Session, placement: Placement, user_id: int) -> int:
    query = select(func.max(Attempt.number)).where(Attempt.placement_id == placement.id, Attempt.user_id == user_id)
    return (session.scalar(query) or 0) + 1
