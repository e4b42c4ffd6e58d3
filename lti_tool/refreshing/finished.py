"""Which modules somebody finished, in any of their courses of a deployment, and when each is asked again.

A module is finished once its quiz is passed and all lessons that the link shows are done. It takes no part while its
quiz may still be passed elsewhere, or while its answers are held back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt, RefresherQuestion
from lti_tool.attempts.rules import attempts_left, is_key_shown
from lti_tool.content.model.module import Module
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import KeyShown
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LessonCompletion
from lti_tool.refreshing.choosing import Topic
from lti_tool.refreshing.spacing import Outcome, due_at

ALL_POINTS = 60  # in sixtieths
LEARNING = "module"  # neither pre-assessments nor certificates teach anything that could be refreshed
Try = Row[int, str, datetime | None, bool | None]
Done = Mapping[tuple[int, str], datetime]


@dataclass(frozen=True, slots=True)
class _Finished:
    module: Module
    context_id: int
    finished_at: datetime


def read_topics(session: Session, user_id: int, now: datetime) -> list[Topic]:
    """The modules that this person finished and that may be asked about, each once: where it was finished first.

    `user_id` is a person of one deployment, so no other one's courses are seen. Somebody who passed nothing costs one
    statement, anybody else four and one for each link with rules of its own for when answers are shown.
    """
    tries = _tries(session, user_id)
    if not any(each.passed for each in tries):
        return []
    places = _placements(session, tries)
    done, outcomes = _lessons_done(session, user_id), _outcomes(session, user_id)
    first: dict[str, _Finished] = {}
    for each in sorted(_finished(session, user_id, tries, places, done, now), key=lambda found: found.finished_at):
        first.setdefault(each.module.id, each)
    return [_topic(each, outcomes[each.module.id]) for each in first.values()]


def _topic(found: _Finished, outcomes: Iterable[Outcome]) -> Topic:
    quiz = found.module.quiz
    return Topic(
        module_id=found.module.id,
        context_id=found.context_id,
        finished_at=found.finished_at,
        due_at=due_at(found.finished_at, outcomes),
        items=quiz.items if quiz else (),
    )


def _tries(session: Session, user_id: int) -> Sequence[Try]:
    query = select(Attempt.placement_id, Attempt.module_id, Attempt.submitted_at, Attempt.passed).where(
        Attempt.user_id == user_id, Attempt.is_preview.is_(False), Attempt.kind == LEARNING
    )
    return session.execute(query.order_by(Attempt.id)).all()


def _placements(session: Session, tries: Iterable[Try]) -> dict[int, Placement]:
    query = select(Placement).where(Placement.id.in_({each.placement_id for each in tries}))
    return {placement.id: placement for placement in session.scalars(query)}


def _lessons_done(session: Session, user_id: int) -> Done:
    query = select(LessonCompletion.context_id, LessonCompletion.lesson_id, LessonCompletion.completed_at)
    rows = session.execute(query.where(LessonCompletion.user_id == user_id))
    return {(context_id, lesson_id): completed_at for context_id, lesson_id, completed_at in rows}


def _outcomes(session: Session, user_id: int) -> dict[str, list[Outcome]]:
    """How each module's questions went in each round, by module."""
    query = select(
        RefresherQuestion.round_id, RefresherQuestion.module_id, RefresherQuestion.points, RefresherQuestion.answered_at
    ).where(RefresherQuestion.user_id == user_id, RefresherQuestion.answered_at.is_not(None))
    by_round: dict[tuple[int, str], list[tuple[datetime, int]]] = defaultdict(list)
    for round_id, module_id, points, answered_at in session.execute(query):
        if answered_at is not None and points is not None:
            by_round[round_id, module_id].append((answered_at, points))
    found: dict[str, list[Outcome]] = defaultdict(list)
    for (_round, module_id), answers in by_round.items():
        at = max(answered_at for answered_at, _points in answers)
        found[module_id].append(Outcome(at, all(points == ALL_POINTS for _at, points in answers)))
    return found


def _finished(
    session: Session,
    user_id: int,
    tries: Sequence[Try],
    places: Mapping[int, Placement],
    done: Done,
    now: datetime,
) -> Iterator[_Finished]:
    by_link: dict[tuple[int, str], list[Try]] = defaultdict(list)
    for each in tries:
        by_link[each.placement_id, each.module_id].append(each)
    held = {
        module_id
        for (placement_id, module_id), mine in by_link.items()
        if _is_held(session, places[placement_id], module_id, user_id, mine, now)
    }
    for (placement_id, module_id), mine in by_link.items():
        placement = places[placement_id]
        module = shown_module(session, placement) if placement.module_id == module_id else None
        if module is None or module.quiz is None or module_id in held:
            continue
        passed = [each.submitted_at for each in mine if each.passed and each.submitted_at]
        read = [done.get((placement.context_id, lesson.id)) for lesson in module.lessons]
        known = [at for at in read if at is not None]
        if passed and len(known) == len(read):
            yield _Finished(module, placement.context_id, max([min(passed), *known]))


def _is_held(
    session: Session, placement: Placement, module_id: str, user_id: int, mine: Sequence[Try], now: datetime
) -> bool:
    """Whether the module may still be passed at this link, an attempt is open, or its answers are not shown yet."""
    if any(each.submitted_at is None for each in mine):
        return True
    module = shown_module(session, placement) if placement.module_id == module_id else None
    if module is None:
        return False
    attempts = module.quiz.attempts if module.quiz else None
    if any(each.passed for each in mine) and placement.settings.key_shown == KeyShown.AFTER_ATTEMPT:
        return False
    rules = rules_of_person(session, placement, user_id, attempts)
    may_pass = not any(each.passed for each in mine) and attempts_left(rules, mine) != 0
    return may_pass or not is_key_shown(rules, mine, now)
