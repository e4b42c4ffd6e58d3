"""Summaries of how far people have come: recounted from attempts and lessons whenever one of these changes.

One person's summary and a whole link's come out of the same two queries, so a rebuild can only say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Delete, delete, func, select, text
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import counting_score, find_passing
from lti_tool.attempts.finding import of_people, tries_at
from lti_tool.attempts.models import Attempt, RefresherRound
from lti_tool.attempts.rounds import rounds_at
from lti_tool.attempts.submitting import handed_in_at
from lti_tool.content.model.refresher import REFRESHER
from lti_tool.db import table_of, upsert
from lti_tool.lti.models import User
from lti_tool.lti.records.people import hold_people
from lti_tool.placements.course_terms import B, of_this_term, since_term, term_of, terms_of_work
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_module
from lti_tool.progress.models import EarlierLesson, EarlierProgress, LearnerProgress, LessonCompletion

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
    for row in earlier_rows(session, placement, user_ids):
        upsert(session, EarlierProgress, row, keys=("term_id", *KEYS))
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
    """What the summaries of these people, or of everybody, must say at a link; nobody who has done nothing.

    What they did in earlier terms is not in it: `earlier_rows` says that.
    """
    if placement.module_id == REFRESHER.id:
        rounds = rounds_at(session, placement, user_ids)
        found = {user_id: of_this_term(placement, each) for user_id, each in rounds.items()}
        return [_row_of_rounds(placement, user_id, mine) for user_id, mine in found.items() if mine]
    of_module = Attempt.module_id == placement.module_id
    tries = tries_at(session, placement, user_ids, of_module, *since_term(placement, Attempt.started_at))
    read = _lessons_read(session, placement, user_ids)
    return [_row(placement, user_id, tries[user_id], read.get(user_id, (0, None))) for user_id in {*tries, *read}]


def earlier_rows(session: Session, placement: Placement, user_ids: Collection[int]) -> list[Row]:
    """What is kept of these people's earlier terms at a link: a row for each term in which they did something."""
    terms = terms_of_work(session, placement.context_id) if placement.term_began_at else ()
    if not terms:
        return []
    starts = [term.began_at for term in terms]
    if placement.module_id == REFRESHER.id:
        rounds = _by_term(rounds_at(session, placement, user_ids), starts)
        found = {key: _row_of_rounds(placement, key[0], mine) for key, mine in rounds.items()}
    else:
        tries = _by_term(tries_at(session, placement, user_ids, Attempt.module_id == placement.module_id), starts)
        read = lessons_by_term(session, placement, user_ids, starts)
        found = {
            key: _row(placement, key[0], tries.get(key, ()), _as_read(read.get(key, ()))) for key in {*tries, *read}
        }
    return [row | {"term_id": terms[term].id} for (_user, term), row in found.items() if term < len(terms)]


def _by_term(begun: Mapping[int, Sequence[B]], starts: Sequence[datetime]) -> dict[tuple[int, int], list[B]]:
    """By person and number of the term."""
    found: dict[tuple[int, int], list[B]] = defaultdict(list)
    for user_id, mine in begun.items():
        for each in mine:
            found[user_id, term_of(each.started_at, starts)].append(each)
    return found


def lessons_by_term(
    session: Session, placement: Placement, user_ids: Collection[int] | None, starts: Sequence[datetime]
) -> dict[tuple[int, int], list[datetime]]:
    """When the lessons that the link shows were done, by person and number of the term."""
    module = shown_module(session, placement)
    lessons = [lesson.id for lesson in module.lessons] if module else []
    found: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for model in (LessonCompletion, EarlierLesson):
        query = select(model.user_id, model.completed_at).where(
            model.context_id == placement.context_id, model.lesson_id.in_(lessons)
        )
        for user_id, completed_at in session.execute(of_people(query, model.user_id, user_ids)):
            found[user_id, term_of(completed_at, starts)].append(completed_at)
    return found


def _as_read(moments: Sequence[datetime]) -> Read:
    return len(moments), max(moments, default=None)


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
    moments = [read[1], *map(_latest_moment, tries)]
    return {
        "placement_id": placement.id,
        "user_id": user_id,
        "lessons_done": read[0],
        "attempts": len(tries),
        "submitted": len(submitted),
        **_share(score.fraction if score else None),
        "passed": find_passing(submitted, counting) is not None,
        "seconds": sum(map(_seconds, submitted)),
        "last_activity_at": max(filter(None, moments), default=None),
        **_first(min(submitted, key=_latest_moment, default=None)),
    }


def _latest_moment(attempt: Attempt) -> datetime:
    return attempt.submitted_at or attempt.started_at


def _first(attempt: Attempt | None) -> Row:
    return {
        "first_handed_in_at": handed_in_at(attempt) if attempt else None,
        "first_late_at": attempt.late_at if attempt else None,
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
    ).where(
        LessonCompletion.context_id == placement.context_id,
        LessonCompletion.lesson_id.in_(lessons),
        *since_term(placement, LessonCompletion.completed_at),
    )
    rows = session.execute(of_people(query.group_by(LessonCompletion.user_id), LessonCompletion.user_id, user_ids))
    return {user_id: (done, read_at) for user_id, done, read_at in rows}
