"""Asking for work, taking it up, and reporting progress. Only functions that say so commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.db import count_changed, insert_if_absent
from lti_tool.reasons import Reason
from lti_tool.waking import Need, wake_after_commit
from lti_tool.work.models import ContextWork, WorkState

LEASE = timedelta(minutes=5)
_BLANK: dict[str, Any] = {
    "done": 0,
    "total": 0,
    "reason_code": "",
    "reason_params": {},
    "finished_at": None,
    "lease_until": None,
}
Wish = dict[str, list[int]]


def ask(session: Session, context_id: int, kind: str, now: datetime, wish: Wish | None = None) -> bool:
    """Ask for a piece of work; False if one is already waiting or running. The caller commits, which wakes the runner.

    If an earlier one failed, its wish is added to this one.
    """
    wake_after_commit(session, Need.WORK)
    key = {"context_id": context_id, "kind": kind}
    insert_if_absent(session, ContextWork, [key | {"state": WorkState.DONE, "wish": {}, "asked_at": now} | _BLANK])
    found = session.get_one(ContextWork, (context_id, kind), with_for_update=True, populate_existing=True)
    if not found.is_over:
        return False
    found.wish = _both(found.wish if found.state == WorkState.FAILED else {}, wish or {})
    found.state, found.asked_at = WorkState.WAITING, now
    for name, value in _BLANK.items():
        setattr(found, name, value)
    session.flush()
    return True


def wish_of(session: Session, context_id: int, kind: str) -> Wish:
    """What the work is to be of."""
    return dict(session.get_one(ContextWork, (context_id, kind)).wish)


def latest(session: Session, context_id: int, kind: str) -> ContextWork | None:
    """The latest piece of work of this kind, whatever became of it."""
    return session.get(ContextWork, (context_id, kind))


def find_waiting(session: Session, kinds: Collection[str], now: datetime) -> list[tuple[int, str]]:
    """What nobody does of these kinds: waiting, or left by a worker that died; oldest first."""
    query = select(ContextWork.context_id, ContextWork.kind).where(ContextWork.kind.in_(kinds), _is_free(now))
    query = query.order_by(ContextWork.asked_at)
    return [(context_id, kind) for context_id, kind in session.execute(query)]


def take_up(session: Session, context_id: int, kind: str, now: datetime) -> bool:
    """Make it this worker's; False where another one was faster."""
    mine = update(ContextWork).filter_by(context_id=context_id, kind=kind).where(_is_free(now))
    values = {"state": WorkState.RUNNING, "lease_until": now + LEASE, "done": 0, "total": 0}
    return count_changed(session, mine.values(**values)) == 1


def report(session: Session, context_id: int, kind: str, done: int, total: int, now: datetime) -> None:
    """Tell how far it is, and that its worker is alive."""
    running = update(ContextWork).filter_by(context_id=context_id, kind=kind)
    session.execute(running.values(done=done, total=total, lease_until=now + LEASE))


def finish(session: Session, context_id: int, kind: str, now: datetime) -> None:
    """It is done."""
    _end(session, context_id, kind, WorkState.DONE, Reason(), now)


def fail(session: Session, context_id: int, kind: str, reason: Reason, now: datetime) -> None:
    """It came to nothing, and why."""
    _end(session, context_id, kind, WorkState.FAILED, reason, now)


def _end(session: Session, context_id: int, kind: str, state: WorkState, reason: Reason, now: datetime) -> None:
    values = {"state": state, "finished_at": now, "lease_until": None}
    said = {"reason_code": reason.code, "reason_params": dict(reason.params)}
    session.execute(update(ContextWork).filter_by(context_id=context_id, kind=kind).values(**values, **said))


def _is_free(now: datetime) -> ColumnElement[bool]:
    is_left = (ContextWork.state == WorkState.RUNNING) & (ContextWork.lease_until < now)
    return or_(ContextWork.state == WorkState.WAITING, is_left)


def _both(one: Wish, other: Wish) -> Wish:
    return {name: sorted({*one.get(name, []), *other.get(name, [])}) for name in {*one, *other}}
