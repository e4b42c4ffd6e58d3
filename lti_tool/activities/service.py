"""Keeping what a person does in a course's activities, so that any device goes on where another stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.activities import kinds
from lti_tool.activities.models import ActivityState
from lti_tool.activities.outcome import Form, Outcome, State
from lti_tool.branches.membership import branch_of
from lti_tool.community import service as community
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.lesson import Lesson
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch

WRITTEN_KINDS = ("reflection", "rewrite")
_OWN = (ActivityState.user_id == bindparam("user"), ActivityState.context_id == bindparam("context"))
_STATES = select(
    ActivityState.activity_id, ActivityState.state, ActivityState.is_skipped
).where(  # built once: that costs more than running it
    *_OWN, ActivityState.activity_id.in_(bindparam("activities", expanding=True))
)
_LOCKED = select(ActivityState).where(*_OWN, ActivityState.activity_id == bindparam("activity")).with_for_update()
_WRITTEN = select(ActivityState).where(*_OWN, ActivityState.kind.in_(WRITTEN_KINDS)).order_by(ActivityState.updated_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person's activities in a lesson: states by activity id, and the ids of those skipped."""

    states: Mapping[str, State] = field(default_factory=dict)
    skipped: Collection[str] = frozenset()

    def is_tried(self, activity: Activity) -> bool:
        """Whether they began what the activity asks for."""
        return kinds.is_tried(activity, self.states.get(activity.id, {}))

    def is_open(self, activity: Activity) -> bool:
        """Whether it was neither tried nor skipped on purpose."""
        return activity.id not in self.skipped and not self.is_tried(activity)


def read_kept(session: Session, launch: Launch, lesson: Lesson) -> Kept:
    """What this person did in the lesson's activities so far; one query."""
    if not lesson.activities:
        return Kept()
    wanted = _whose(launch) | {"activities": [activity.id for activity in lesson.activities]}
    rows = session.execute(_STATES, wanted).all()
    return Kept({row.activity_id: row.state for row in rows}, {row.activity_id for row in rows if row.is_skipped})


def skip(session: Session, launch: Launch, activities: Sequence[Activity], now: datetime) -> None:
    """Note that these are skipped for now, on purpose; what was done in them stays."""
    for activity in activities:
        _lock(session, launch, activity, now).is_skipped = True


def list_written(session: Session, launch: Launch) -> list[ActivityState]:
    """Every private text this person wrote in this course, earliest first."""
    return list(session.scalars(_WRITTEN, _whose(launch)))


def act(session: Session, launch: Launch, activity: Activity, form: Form, now: datetime) -> Outcome:
    """Apply a form to an activity and keep the outcome; two tabs take turns."""
    row = _lock(session, launch, activity, now)
    outcome = kinds.act(activity, row.state, form)
    if outcome.skips:
        row.is_skipped = True
    elif outcome.is_kept:
        row.state = dict(outcome.state)
        row.updated_at = None if activity.kind == "survey" else now
    if outcome.answers is not None and activity.kind == "survey":
        branch_id = branch_of(session, launch.context_id, launch.user_id)
        community.store_answers(session, launch.context_id, activity, outcome.answers, now.date(), branch_id)
    return outcome


def _lock(session: Session, launch: Launch, activity: Activity, now: datetime) -> ActivityState:
    """The row of this person's activity, held until the commit; made when this is the first time."""
    wanted = _whose(launch) | {"activity": activity.id}
    row = session.scalar(_LOCKED, wanted)
    if row is None:
        insert_if_absent(session, ActivityState, [_new_row(launch, activity, now)])
        row = session.scalars(_LOCKED, wanted).one()
    return row


def _new_row(launch: Launch, activity: Activity, now: datetime) -> dict[str, Any]:
    return {
        "user_id": launch.user_id,
        "context_id": launch.context_id,
        "activity_id": activity.id,
        "kind": activity.kind,
        "state": {},
        "updated_at": None if activity.kind == "survey" else now,
    }


def _whose(launch: Launch) -> dict[str, int]:
    return {"user": launch.user_id, "context": launch.context_id}
