"""The course's work that follows a change of rules for very many people: some at a time, each time committed.

It may begin again at any point, after a crash: what is up to date already is only looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Regrade
from lti_tool.db import db
from lti_tool.grading.following import GRADES, LINKS, REGRADES, follow_people, people_at, some_at_a_time
from lti_tool.grading.regrading import attempts_asking, rewrite
from lti_tool.placements.models import Placement
from lti_tool.work import service

Step = Callable[[Session, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class _Task:
    """The same step for many ids, of people or of attempts."""

    ids: Sequence[int]
    step: Step


def catch_up(context_id: int, report: Callable[[int, int], None], now: datetime) -> None:
    """Bring everybody up to date who is touched by the changes that were left to this work."""
    session = db.session()
    wish = service.wish_of(session, context_id, GRADES)
    tasks = [_rewriting(session, regrade_id, now) for regrade_id in wish.get(REGRADES, [])]
    tasks += [_following(session, placement_id, now) for placement_id in wish.get(LINKS, [])]
    session.rollback()  # telling how far it is takes a transaction of its own: SQLite has one at a time
    total, done = sum(len(task.ids) for task in tasks), 0
    report(done, total)
    for task in tasks:
        for ids in some_at_a_time(task.ids):
            task.step(session, ids)
            session.commit()
            done += len(ids)
            report(done, total)


def _following(session: Session, placement_id: int, now: datetime) -> _Task:
    placement = session.get(Placement, placement_id)

    def follow(session: Session, user_ids: Sequence[int]) -> None:
        if found := session.get(Placement, placement_id):
            follow_people(session, found, user_ids, now)

    return _Task(people_at(session, placement) if placement else [], follow)


def _rewriting(session: Session, regrade_id: int, now: datetime) -> _Task:
    regrade = session.get_one(Regrade, regrade_id)

    def rewrite_some(session: Session, attempt_ids: Sequence[int]) -> None:
        held = session.get_one(Regrade, regrade_id, with_for_update=True, populate_existing=True)
        rewrite(session, held, attempt_ids, now)

    return _Task(attempts_asking(session, regrade), rewrite_some)
