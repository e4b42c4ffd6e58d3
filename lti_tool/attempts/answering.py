"""Keeping answers as they are given: the newest counts, and nothing that was saved is ever lost to a bad one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.errors import AttemptClosed, NotInThisAttempt, TimeIsUp
from lti_tool.attempts.models import Attempt, Response
from lti_tool.attempts.snapshots import read_items
from lti_tool.db import upsert
from lti_tool.quizzes.answers import check_possible, is_complete
from lti_tool.quizzes.selection import DrawnItem


@dataclass(frozen=True, slots=True)
class Answer:
    """A learner's answer to one item: its tokens, and perhaps how sure they are (1 to 3)."""

    tokens: frozenset[str]
    sure: int | None = None


def drawn_items(session: Session, attempt: Attempt) -> list[DrawnItem]:
    """What the attempt drew, from its snapshots: the files may have changed since."""
    items = read_items(session, [entry["digest"] for entry in attempt.drawn])
    return [
        DrawnItem(items[entry["digest"]], tuple(entry["options"]), tuple(entry["targets"]), entry["section"])
        for entry in attempt.drawn
    ]


def saved_answers(attempt: Attempt) -> dict[str, Answer]:
    """The saved answers by item id."""
    return {response.item_id: Answer(frozenset(response.chosen), response.sure) for response in attempt.responses}


def check_open(attempt: Attempt, now: datetime) -> None:
    """Raise AttemptClosed or TimeIsUp where no more answers are taken."""
    if attempt.submitted_at is not None:
        raise AttemptClosed
    if attempt.is_late(now):
        raise TimeIsUp


def save_answer(session: Session, attempt: Attempt, item_id: str, answer: Answer, now: datetime) -> None:
    """Keep the newest answer to one item; an empty one takes the answer back.

    Raises AttemptClosed, TimeIsUp, NotInThisAttempt or ImpossibleAnswer; what was saved before stays then.
    """
    check_open(attempt, now)
    entry = next((entry for entry in attempt.drawn if entry["item"] == item_id), None)
    if entry is None:
        raise NotInThisAttempt
    check_possible(read_items(session, [entry["digest"]])[entry["digest"]], answer.tokens)
    row = {
        "attempt_id": attempt.id,
        "item_id": item_id,
        "chosen": sorted(answer.tokens),
        "sure": answer.sure,
        "saved_at": now,
    }
    upsert(session, Response, row, keys=("attempt_id", "item_id"))
    session.expire(attempt, ["responses"])


def unanswered(drawn: Collection[DrawnItem], attempt: Attempt) -> list[int]:
    """The numbers, from 1, of the questions without an answer, or with only a part of one."""
    answers = saved_answers(attempt)
    nothing = Answer(frozenset())
    return [
        number
        for number, each in enumerate(drawn, start=1)
        if not is_complete(each.item, answers.get(each.item.id, nothing).tokens)
    ]
