"""Which modules somebody finished, in any of their courses of a deployment, and when each is asked again.

A module is finished once its quiz is passed and all lessons that the link shows are done. It takes no part while its
quiz may still be passed elsewhere, or while its answers are held back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt, RefresherQuestion
from lti_tool.attempts.rules import attempts_left, is_key_shown
from lti_tool.content.model.module import Module
from lti_tool.db import plain_rows
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import KeyShown, QuizSettings
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LessonCompletion
from lti_tool.refreshing.choosing import Topic
from lti_tool.refreshing.spacing import Outcome, due_at

ALL_POINTS = 60  # in sixtieths
LEARNING = "module"  # neither pre-assessments nor certificates teach anything that could be refreshed
_TRIES = (  # built once: that costs more than running it
    select(Attempt.placement_id, Attempt.module_id, Attempt.started_at, Attempt.submitted_at, Attempt.passed)
    .where(Attempt.user_id == bindparam("user"), Attempt.is_preview.is_(False), Attempt.kind == LEARNING)
    .order_by(Attempt.id)
)
_LESSONS = select(LessonCompletion.context_id, LessonCompletion.lesson_id, LessonCompletion.completed_at).where(
    LessonCompletion.user_id == bindparam("user")
)
_ANSWERS = select(
    RefresherQuestion.round_id, RefresherQuestion.module_id, RefresherQuestion.points, RefresherQuestion.answered_at
).where(RefresherQuestion.user_id == bindparam("user"), RefresherQuestion.answered_at.is_not(None))
HAS_PASSED = exists().where(
    Attempt.user_id == bindparam("user"),
    Attempt.is_preview.is_(False),
    Attempt.kind == LEARNING,
    Attempt.passed.is_(True),
)
Try = Row[tuple[Any, ...]]
Done = Mapping[tuple[int, str], datetime]


def read_topics(session: Session, user_id: int, now: datetime) -> list[Topic]:
    """The modules that this person finished and that may be asked about, each once: where it was finished first.

    `user_id` is a person of one deployment, so no other one's courses are seen. Somebody who passed nothing costs one
    statement, anybody else four and one for each link with rules of its own for when answers are shown.
    """
    tries = plain_rows(session, _TRIES, {"user": user_id}).all()
    if not any(each.passed for each in tries):
        return []
    links = _links(session, tries)
    held = {link.module_id for link in links if link.is_held(session, user_id, now)}
    done, outcomes = _lessons_done(session, user_id), _outcomes(session, user_id)
    found = [(at, link) for link in links if link.module_id not in held and (at := link.finished_at(done))]
    first: dict[str, Topic] = {}
    for at, link in sorted(found, key=lambda pair: pair[0]):
        if link.module_id not in first:
            first[link.module_id] = link.topic(at, outcomes[link.module_id])
    return list(first.values())


@dataclass(frozen=True, slots=True)
class _Link:
    """A link with a person's attempts at one module there; `module` is None where it shows that one no longer."""

    placement: Placement
    settings: QuizSettings
    module_id: str
    module: Module | None
    tries: Sequence[Try]

    @property
    def is_passed(self) -> bool:
        """Whether one of the attempts passed."""
        return any(each.passed for each in self.tries)

    def is_held(self, session: Session, user_id: int, now: datetime) -> bool:
        """Whether an attempt is open, the module may still be passed here, or its answers are not shown yet."""
        if any(each.submitted_at is None for each in self.tries):
            return True
        if self.module is None or (self.is_passed and self.settings.key_shown == KeyShown.AFTER_ATTEMPT):
            return False
        quiz = self.module.quiz
        rules = rules_of_person(session, self.placement, user_id, quiz.attempts if quiz else None)
        tries = of_this_term(self.placement, self.tries)
        may_pass = not self.is_passed and attempts_left(rules, tries) != 0
        return may_pass or not is_key_shown(rules, tries, now)

    def finished_at(self, done: Done) -> datetime | None:
        """When the quiz was passed and the last of its lessons done; None where it is not finished."""
        if self.module is None or self.module.quiz is None:
            return None
        passed = [each.submitted_at for each in self.tries if each.passed]
        read = [done.get((self.placement.context_id, lesson.id)) for lesson in self.module.lessons]
        known = [at for at in read if at is not None]
        return max([min(passed), *known]) if passed and len(known) == len(read) else None

    def topic(self, finished_at: datetime, outcomes: Iterable[Outcome]) -> Topic:
        """What may be asked of it."""
        return Topic(
            module_id=self.module_id,
            context_id=self.placement.context_id,
            finished_at=finished_at,
            due_at=due_at(finished_at, outcomes),
            items=self.module.quiz.items if self.module and self.module.quiz else (),
        )


def _links(session: Session, tries: Iterable[Try]) -> list[_Link]:
    by_link: dict[tuple[int, str], list[Try]] = defaultdict(list)
    for each in tries:
        by_link[each.placement_id, each.module_id].append(each)
    query = select(Placement).where(Placement.id.in_({placement_id for placement_id, _module in by_link}))
    placements = {placement.id: placement for placement in session.scalars(query)}
    return [
        _link(session, placements[placement_id], module_id, mine) for (placement_id, module_id), mine in by_link.items()
    ]


def _link(session: Session, placement: Placement, module_id: str, mine: Sequence[Try]) -> _Link:
    settings = placement.settings
    module = shown_module(session, placement, settings) if placement.module_id == module_id else None
    return _Link(placement, settings, module_id, module, mine)


def _lessons_done(session: Session, user_id: int) -> Done:
    rows = plain_rows(session, _LESSONS, {"user": user_id})
    return {(row.context_id, row.lesson_id): row.completed_at for row in rows}


def _outcomes(session: Session, user_id: int) -> dict[str, list[Outcome]]:
    """How each module's questions went in each round, by module."""
    by_round: dict[tuple[int, str], list[Row[tuple[Any, ...]]]] = defaultdict(list)
    for each in plain_rows(session, _ANSWERS, {"user": user_id}):
        by_round[each.round_id, each.module_id].append(each)
    found: dict[str, list[Outcome]] = defaultdict(list)
    for (_round, module_id), answers in by_round.items():
        is_right = all(each.points == ALL_POINTS for each in answers)
        found[module_id].append(Outcome(max(each.answered_at for each in answers), is_right))
    return found
