"""The tallies recomputed from attempts and answers, as they should have been kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt
from lti_tool.competencies import tallying
from lti_tool.competencies.contribution import SUMS
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.competencies.summing import sum_up
from lti_tool.db import Base, table_of
from lti_tool.lti.models import Membership, User
from lti_tool.lti.records.people import hold_people
from lti_tool.placements.models import Placement

BATCH = 500
MODELS: tuple[type[Base], ...] = (CompetencyTally, ItemTally, TimeTally)
Rows = list[dict[str, Any]]


def rebuild(session: Session, context_id: int, now: datetime) -> None:
    """Rewrite one course's tallies, what waits included. The caller commits; on Postgres whoever is to be erased waits.

    Sums stay where nobody's work is left to count: they are all that is kept of it.
    """
    hold_people(session, User.id.in_(select(Membership.user_id).where(Membership.context_id == context_id)))
    tallying.hold(session, context_id)
    _count_waiting(session, context_id, now)
    rows = tally_rows(session, context_id)
    for model in MODELS if rows[ItemTally] else (CompetencyTally,):
        table = table_of(model)
        session.execute(table.delete().where(table.c.context_id == context_id))
        if rows[model]:
            session.execute(table.insert(), rows[model])
    session.expire_all()


def _count_waiting(session: Session, context_id: int, now: datetime) -> None:
    """Have all that waits counted with the rest; what somebody else holds goes on waiting, and is counted later."""
    waiting = tallying.waiting_attempts().where(Placement.context_id == context_id).order_by(Attempt.id)
    free = waiting.with_only_columns(Attempt.id).with_for_update(of=Attempt, skip_locked=True)
    ids = session.scalars(free).all()
    session.execute(
        update(Attempt).where(Attempt.id.in_(ids)).values(tallied_at=now).execution_options(synchronize_session=False)
    )


def tally_rows(session: Session, context_id: int) -> dict[type[Base], Rows]:
    """The rows that the tallies of a course should have: of every first attempt that was counted."""
    query = tallying.counted_attempts().where(Placement.context_id == context_id).order_by(Attempt.id)
    batched = query.options(selectinload(Attempt.responses)).execution_options(yield_per=BATCH)
    course = sum_up(session, session.scalars(batched))
    branches = tallying.branches_of(session, context_id)
    key = {"context_id": context_id}
    return {
        CompetencyTally: [
            key | {"user_id": user_id, "competency": code, "branch_id": branches.get(user_id), **_both(sums)}
            for (user_id, code), sums in course.competencies.items()
        ],
        ItemTally: [
            key
            | {"module_id": module_id, "digest": digest, "item_id": sums.item_id, "choices": dict(sums.choices)}
            | {name: sums.sums[name] for name in SUMS}
            for (module_id, digest), sums in course.items.items()
        ],
        TimeTally: [
            key | {"module_id": module_id, "minutes": minutes, "attempts": attempts}
            for (module_id, minutes), attempts in course.minutes.items()
        ],
    }


def _both(sums: Counter[str]) -> dict[str, int]:
    return {"points": sums["points"], "responses": sums["responses"]}
