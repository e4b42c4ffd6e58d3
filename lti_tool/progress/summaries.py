"""Summaries of how far people have come: recounted from attempts and lessons whenever one of these changes.

One person's summary and a whole link's come out of the same two queries, so a rebuild can only say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Delete, delete, func, select, text
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import counting_score, find_passing
from lti_tool.attempts.finding import of_people, tries_at
from lti_tool.attempts.models import Attempt, RefresherRound
from lti_tool.attempts.rounds import rounds_at
from lti_tool.content.model.refresher import REFRESHER
from lti_tool.db import table_of, upsert
from lti_tool.lti.models import User
from lti_tool.lti.people import hold_people
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import LearnerProgress, LessonCompletion

KEYS = ("placement_id", "user_id")
SUMMARIES = 71_001  # the name of our locks among all advisory ones of a Postgres database
EMPTY = {"lessons_done": 0, "attempts": 0, "submitted": 0, "passed": False, "seconds": 0}
_HOLD = (
    text(  # who was erased meanwhile is passed over; a row that is there is locked by an update that changes nothing
        """
    WITH here AS (SELECT id FROM users WHERE id = ANY(:people) ORDER BY id FOR KEY SHARE)
    INSERT INTO learner_progress (placement_id, user_id, lessons_done, attempts, submitted, passed, seconds)
    SELECT :placement, id, 0, 0, 0, false, 0 FROM here ORDER BY id
    ON CONFLICT (placement_id, user_id) DO UPDATE SET attempts = learner_progress.attempts
    """
    )
)
Row = dict[str, Any]
Read = tuple[int, datetime | None]


def refresh(session: Session, placement: Placement, user_id: int) -> None:
    """Write the summary of one person at one link; the caller commits."""
    refresh_people(session, placement, [user_id])


def refresh_people(session: Session, placement: Placement, user_ids: Collection[int]) -> None:
    """Write the summaries of some people at one link; the caller commits.

    Locks, where two changes meet on Postgres, are taken in this order everywhere: the attempt, the link's summaries
    (here, shared), the person, the person's summary, the person's grade; those of several people in the order of their
    ids. Whoever was erased meanwhile is left out.
    """
    session.flush()
    _lock_link(session, placement, shared=True)
    _lock_summaries(session, placement, user_ids)
    rows = progress_rows(session, placement, user_ids)
    for row in rows:
        upsert(session, LearnerProgress, row, keys=KEYS)
    if gone := {*user_ids} - {row["user_id"] for row in rows}:
        session.execute(_delete(placement).where(LearnerProgress.user_id.in_(gone)))


def rebuild(session: Session, placement: Placement) -> None:
    """Write everybody's summary at a link again, after a change of its settings; the caller commits."""
    session.flush()
    _lock_link(session, placement)
    rows = progress_rows(session, placement)
    here = hold_people(session, User.id.in_([row["user_id"] for row in rows]))
    session.execute(_delete(placement))
    if rows := [row for row in rows if row["user_id"] in here]:
        session.execute(table_of(LearnerProgress).insert(), rows)
    for each in [each for each in session.identity_map.values() if isinstance(each, LearnerProgress)]:
        session.expunge(each)


def progress_rows(session: Session, placement: Placement, user_ids: Collection[int] | None = None) -> list[Row]:
    """What the summaries of these people, or of everybody, must say at a link; nobody who has done nothing."""
    if placement.module_id == REFRESHER.id:
        rounds = rounds_at(session, placement, user_ids)
        return [_row_of_rounds(placement, user_id, mine) for user_id, mine in rounds.items()]
    tries = tries_at(session, placement, user_ids, Attempt.module_id == placement.module_id)
    read = _lessons_read(session, placement, user_ids)
    return [_row(placement, user_id, tries[user_id], read.get(user_id, (0, None))) for user_id in {*tries, *read}]


def _lock_link(session: Session, placement: Placement, *, shared: bool = False) -> None:
    """Wait for whoever rewrites a link's summaries, then see the link as it is; on SQLite only one writes at all."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(SUMMARIES, placement.id)))
        session.refresh(placement)


def _lock_summaries(session: Session, placement: Placement, user_ids: Collection[int]) -> None:
    """Hold people's rows, so that of two changes at once the later one sees the earlier."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_HOLD, {"placement": placement.id, "people": list(user_ids)})


def _delete(placement: Placement) -> Delete:
    deleting = delete(LearnerProgress).where(LearnerProgress.placement_id == placement.id)
    return deleting.execution_options(synchronize_session=False)


def _row(placement: Placement, user_id: int, tries: Sequence[Attempt], read: Read) -> Row:
    submitted = [each for each in tries if each.submitted_at is not None]
    counting = placement.settings.counting
    score = counting_score(submitted, counting)
    moments = [read[1], *(each.submitted_at or each.started_at for each in tries)]
    return {
        "placement_id": placement.id,
        "user_id": user_id,
        "lessons_done": read[0],
        "attempts": len(tries),
        "submitted": len(submitted),
        **_share(score.fraction if score else None),
        "passed": find_passing(submitted, counting) is not None,
        "seconds": sum(_seconds(each) for each in submitted),
        "last_activity_at": max((each for each in moments if each is not None), default=None),
    }


def _row_of_rounds(placement: Placement, user_id: int, rounds: Sequence[RefresherRound]) -> Row:
    """A refresher is done by taking part, whatever the answers."""
    ended = [each.finished_at for each in rounds if each.finished_at]
    return {
        "placement_id": placement.id,
        "user_id": user_id,
        **EMPTY,
        "attempts": len(rounds),
        "submitted": len(rounds),
        **_share(Fraction(1)),
        "passed": True,
        "last_activity_at": max(ended),
    }


def _share(share: Fraction | None) -> Row:
    if share is None:
        return {"score_numerator": None, "score_denominator": None, "score_share": None}
    return {"score_numerator": share.numerator, "score_denominator": share.denominator, "score_share": float(share)}


def _seconds(attempt: Attempt) -> int:
    return int((attempt.submitted_at - attempt.started_at).total_seconds()) if attempt.submitted_at else 0


def _lessons_read(session: Session, placement: Placement, user_ids: Collection[int] | None) -> dict[int, Read]:
    """How many of the lessons that the link shows each person has done, and when the last of them."""
    module = shown_module(session, placement)
    lessons = [lesson.id for lesson in module.lessons] if module else []
    query = select(
        LessonCompletion.user_id,
        func.count(),
        func.max(LessonCompletion.completed_at),
    ).where(LessonCompletion.context_id == placement.context_id, LessonCompletion.lesson_id.in_(lessons))
    rows = session.execute(of_people(query.group_by(LessonCompletion.user_id), LessonCompletion.user_id, user_ids))
    return {user_id: (done, read_at) for user_id, done, read_at in rows}
