"""What somebody was asked before, in quizzes and refreshers of a deployment, and how that went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt, RefresherQuestion, Regrade
from lti_tool.attempts.rulings import DROP, HOLDS
from lti_tool.attempts.snapshots import read_items
from lti_tool.attempts.submitting import marked_items
from lti_tool.competencies.contribution import sixtieths
from lti_tool.refreshing.choosing import Answered, History, Topic
from lti_tool.refreshing.finished import ALL_POINTS, LEARNING

UNGRADED = "preassessment"  # it comes before learning: what it found missing was taught since
Asked = tuple[str, Answered]


@dataclass(slots=True)
class Remembered:
    """All that a choice of questions needs to know of somebody.

    `held` has the questions and families that quizzes ask them just now: a refresher would show what is right.
    """

    history: History
    held: set[str] = field(default_factory=set)


def remember(session: Session, user_id: int) -> Remembered:
    """Read it, in a number of statements that does not grow with attempts."""
    query = select(Attempt).where(Attempt.user_id == user_id, Attempt.is_preview.is_(False))
    attempts = session.scalars(query.options(selectinload(Attempt.responses)).order_by(Attempt.id)).all()
    read_items(session, {entry["digest"] for attempt in attempts for entry in attempt.drawn})  # kept for what follows
    rounds = select(RefresherQuestion).where(RefresherQuestion.user_id == user_id)
    questions = session.scalars(rounds.where(RefresherQuestion.answered_at.is_not(None))).all()
    learned = [each for each in attempts if each.kind == LEARNING]
    asked_again = [each for each in attempts if each.kind not in (LEARNING, UNGRADED)]
    first = dict(reversed([*_in_quizzes(session, learned)]))  # of several, the first is written last
    answers = [*_in_quizzes(session, [*learned, *asked_again]), *_in_rounds(session, questions)]
    latest = dict(sorted(answers, key=_answered_at))
    return Remembered(History(_met(attempts, questions), first, latest), _asked_now(session, attempts))


def without_dropped(session: Session, topics: Iterable[Topic]) -> list[Topic]:
    """The topics without the questions that an instructor of their course dropped."""
    topics = list(topics)
    courses = {topic.context_id for topic in topics}
    query = select(Regrade.context_id, Regrade.digest)
    query = query.where(Regrade.context_id.in_(courses), Regrade.action == DROP, HOLDS)
    dropped = {(context_id, digest) for context_id, digest in session.execute(query)}
    return [_without(topic, dropped) for topic in topics] if dropped else topics


def _met(attempts: Iterable[Attempt], questions: Iterable[RefresherQuestion]) -> dict[str, datetime]:
    met = {entry["item"]: attempt.started_at for attempt in attempts for entry in attempt.drawn}
    return met | {each.item_id: each.answered_at for each in questions if each.answered_at}


def _answered_at(asked: Asked) -> datetime:
    return asked[1].at


def _in_quizzes(session: Session, attempts: Iterable[Attempt]) -> Iterator[Asked]:
    """Every marked answer by its question or family; a gap is a miss, and a dropped item was never asked."""
    for attempt in attempts:
        if attempt.submitted_at is not None:
            for each in marked_items(session, attempt):
                if each.mark.points_possible:
                    sure = each.answer.sure if each.answer.tokens else None
                    is_right = each.mark.points == each.mark.points_possible
                    yield each.drawn.item.group, Answered(attempt.submitted_at, sixtieths(each), is_right, sure)


def _in_rounds(session: Session, questions: Sequence[RefresherQuestion]) -> Iterator[Asked]:
    items = read_items(session, {each.digest for each in questions})
    for each in questions:
        if each.answered_at is not None and each.points is not None:
            is_right = each.points == ALL_POINTS
            yield items[each.digest].group, Answered(each.answered_at, each.points, is_right, each.sure)


def _asked_now(session: Session, attempts: Iterable[Attempt]) -> set[str]:
    digests = {entry["digest"] for each in attempts if each.submitted_at is None for entry in each.drawn}
    return {item.group for item in read_items(session, digests).values()}


def _without(topic: Topic, dropped: set[tuple[int, str]]) -> Topic:
    return replace(topic, items=tuple(each for each in topic.items if (topic.context_id, each.digest) not in dropped))
