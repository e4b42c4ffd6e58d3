"""The tallies recomputed from attempts and answers, as they should have been kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import marked_items
from lti_tool.branches.models import BranchMember
from lti_tool.competencies.contribution import SUMS, ItemSums, competency_points, item_sums, minutes_spent
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.competencies.tallying import first_attempts
from lti_tool.db import Base, table_of
from lti_tool.lti.models import Membership, User
from lti_tool.lti.people import hold_people

BATCH = 500
MODELS: tuple[type[Base], ...] = (CompetencyTally, ItemTally, TimeTally)
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Course:
    """What one course's first attempts add up to."""

    items: dict[tuple[str, str], ItemSums] = field(default_factory=dict)
    competencies: dict[tuple[int, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, session: Session, attempt: Attempt) -> None:
        """Add one first attempt."""
        marked = marked_items(session, attempt)
        for digest, sums in item_sums(marked).items():
            self.items.setdefault((attempt.module_id, digest), ItemSums(sums.item_id)).add(sums)
        for code, (points, asked) in competency_points(marked).items():
            self.competencies[attempt.user_id, code].update({"points": points, "responses": asked})
        if attempt.submitted_at:
            seconds = (attempt.submitted_at - attempt.started_at).total_seconds()
            self.minutes[attempt.module_id, minutes_spent(seconds)] += 1


def rebuild(session: Session, context_id: int) -> None:
    """Rewrite one course's tallies. The caller commits; on Postgres whoever is to be erased waits for that."""
    hold_people(session, User.id.in_(select(Membership.user_id).where(Membership.context_id == context_id)))
    rows = tally_rows(session, context_id)
    for model in MODELS:
        table = table_of(model)
        session.execute(table.delete().where(table.c.context_id == context_id))
        if rows[model]:
            session.execute(table.insert(), rows[model])
    session.expire_all()


def tally_rows(session: Session, context_id: int) -> dict[type[Base], Rows]:
    """The rows that the tallies of a course should have."""
    course = Course()
    query = first_attempts().where(Attempt.placement.has(context_id=context_id)).order_by(Attempt.id)
    batched = query.options(selectinload(Attempt.responses)).execution_options(yield_per=BATCH)
    for attempt in session.scalars(batched):
        course.add(session, attempt)
    branches = _branches(session, context_id)
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


def _branches(session: Session, context_id: int) -> dict[int, int]:
    query = select(BranchMember.user_id, BranchMember.branch_id).where(BranchMember.context_id == context_id)
    return dict(session.execute(query).all())
