"""Keeping what a person does in a course's activities, so that any device goes on where another stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.activities import kinds
from lti_tool.activities.models import ActivityState
from lti_tool.activities.outcome import Form, Outcome, State
from lti_tool.community import service as community
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.lesson import Lesson
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch

WRITTEN_KINDS = ("reflection", "rewrite")
_OWN = (ActivityState.user_id == bindparam("user"), ActivityState.context_id == bindparam("context"))
_STATES = select(ActivityState.activity_id, ActivityState.state).where(  # built once: that costs more than running it
    *_OWN, ActivityState.activity_id.in_(bindparam("activities", expanding=True))
)
_LOCKED = select(ActivityState).where(*_OWN, ActivityState.activity_id == bindparam("activity")).with_for_update()
_WRITTEN = select(ActivityState).where(*_OWN, ActivityState.kind.in_(WRITTEN_KINDS)).order_by(ActivityState.updated_at)


def read_states(session: Session, launch: Launch, lesson: Lesson) -> dict[str, State]:
    """This person's state of each of the lesson's activities that they began, by activity id; one query."""
    if not lesson.activities:
        return {}
    wanted = _whose(launch) | {"activities": [activity.id for activity in lesson.activities]}
    return {row.activity_id: row.state for row in session.execute(_STATES, wanted)}


def list_written(session: Session, launch: Launch) -> list[ActivityState]:
    """Every private text this person wrote in this course, earliest first."""
    return list(session.scalars(_WRITTEN, _whose(launch)))


def act(session: Session, launch: Launch, activity: Activity, form: Form, now: datetime) -> Outcome:
    """Apply a form to an activity and keep the outcome; two tabs take turns."""
    row = _lock(session, launch, activity, now)
    outcome = kinds.act(activity, row.state, form)
    if outcome.is_kept:
        row.state = dict(outcome.state)
        row.updated_at = None if activity.kind == "survey" else now
    if outcome.answers is not None and activity.kind == "survey":
        community.store_answers(session, launch.context_id, activity, outcome.answers, now.date())
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
