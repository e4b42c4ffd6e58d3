"""Letting learners meet a course's own items and lessons, and taking them out again."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.service import copy_own
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import ContextSettings


def publish(session: Session, launch: Launch, own: OwnContent, version: OwnVersion, now: datetime) -> None:
    """Show a version to learners from now on; attempts keep the version that they drew. The caller commits."""
    _change(session, launch, own, version.number, CourseAction.OWN_CONTENT_PUBLISHED, now)


def take_out(session: Session, launch: Launch, own: OwnContent, now: datetime) -> None:
    """Show it to nobody any more; what was answered stays. The caller commits."""
    _change(session, launch, own, None, CourseAction.OWN_CONTENT_TAKEN_OUT, now)


def take_along(session: Session, launch: Launch, source_id: int, now: datetime, *, is_shown: bool) -> None:
    """Copy another course's own content to the launch's, shown to learners as it is there or, else, as drafts.

    The caller commits.
    """
    context_id = launch.context_id
    count = copy_own(session, source_id, context_id, now, is_shown=is_shown)
    if not count:
        return
    record_change(session, launch, CourseAction.OWN_CONTENT_COPIED, now, count=count)
    session.flush()
    _mark_changed(session, context_id)


def _change(
    session: Session, launch: Launch, own: OwnContent, number: int | None, action: CourseAction, now: datetime
) -> None:
    before, own.published_version = own.published_version, number
    record_change(session, launch, action, now, key=own.key, module=own.module_id, before=before, version=number)
    _mark_changed(session, own.context_id)


def _mark_changed(session: Session, context_id: int) -> None:
    """Give the course's own content a new revision, drawn so that one that was rolled back is never met again."""
    revision = secrets.randbelow(2**31 - 1) + 1
    insert_if_absent(session, ContextSettings, [{"context_id": context_id, "quiz_defaults": {}, "own_revision": 0}])
    session.execute(
        update(ContextSettings).where(ContextSettings.context_id == context_id).values(own_revision=revision)
    )
