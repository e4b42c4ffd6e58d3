"""Beginning a term, by hand or by its date, and taking it back while nothing was done in it.

Nothing of an earlier term is deleted: attempts and lessons are told apart by when they were begun and done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.audit import Actor, CourseAction, record_event
from lti_tool.db import insert_if_absent
from lti_tool.errors import N_, ToolError
from lti_tool.grading.following import StillFollowing, follow_links
from lti_tool.grading.new_term.weighing import is_in_use, weigh
from lti_tool.grading.reconfiguring import course_settings, placements_of
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.course_terms import present_term, terms_of_work
from lti_tool.placements.models import ContextSettings, CourseTerm, Placement


class TermInUse(ToolError):
    """Taking back a term in which somebody has done something."""

    status = 409
    message = N_("Somebody has begun or finished something in this term, so it cannot be taken back.")
    advice = N_("Nothing was changed.")


class NotAhead(ToolError):
    """A date for a new term that has passed."""

    message = N_("Choose a moment that is still to come. To begin a term now, press “Begin a new term now”.")
    advice = N_("Nothing was changed.")


def begin_term(session: Session, launch: Launch, after: int, now: datetime) -> bool:
    """Begin a term after the one of that id, 0 for the first; False where another began since.

    The caller commits. Raises StillFollowing.
    """
    settings = course_settings(session, launch.context_id)
    present = present_term(session, launch.context_id)
    if (present.id if present else 0) != after:
        return False
    _begin(session, settings, now, Actor.user(launch.user_id), now)
    return True


def plan_term(session: Session, launch: Launch, at: datetime, now: datetime) -> None:
    """Have a term begin by itself at a moment that is to come, in place of any planned before. The caller commits.

    Raises NotAhead.
    """
    if at <= now:
        raise NotAhead
    settings = course_settings(session, launch.context_id)
    if settings.next_term_at != at:
        settings.next_term_at = at
        record_change(session, launch, CourseAction.TERM_PLANNED, now, begins_at=at)


def drop_plan(session: Session, launch: Launch, now: datetime) -> None:
    """No term begins by itself any more. The caller commits."""
    settings = course_settings(session, launch.context_id)
    if settings.next_term_at:
        record_change(session, launch, CourseAction.TERM_PLAN_DROPPED, now, begins_at=settings.next_term_at)
        settings.next_term_at = None


def take_term_back(session: Session, launch: Launch, term_id: int, now: datetime) -> bool:
    """Undo the beginning of the present term; False where it is not that one.

    Attempts that it handed in stay handed in. The caller commits. Raises TermInUse and StillFollowing.
    """
    settings = course_settings(session, launch.context_id)
    present = present_term(session, launch.context_id)
    if present is None or present.id != term_id:
        return False
    if present.repeats_work and is_in_use(session, present):
        raise TermInUse
    record_change(session, launch, CourseAction.TERM_TAKEN_BACK, now, began_at=present.began_at)
    session.delete(present)
    session.flush()
    if present.repeats_work:
        before = terms_of_work(session, launch.context_id)
        settings.term_began_at = before[-1].began_at if before else None
        _follow(session, placements_of(session, launch.context_id), now)
    return True


def begin_due_terms(session_factory: Callable[[], Session], now: datetime) -> int:
    """Begin what was planned and is due, each in a transaction of its own; return how many.

    Two workers at once, or one that died, begin each only once: the plan goes with the beginning. A course whose
    earlier change is still being worked through has its turn the next time.
    """
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        due = session.scalars(select(ContextSettings.context_id).where(ContextSettings.next_term_at <= now)).all()
    return sum(_begin_planned(session_factory, context_id, now) for context_id in due)


def _begin_planned(session_factory: Callable[[], Session], context_id: int, now: datetime) -> bool:
    with session_factory() as session:
        settings = course_settings(session, context_id)
        if settings.next_term_at is None or settings.next_term_at > now:
            return False
        try:
            _begin(session, settings, settings.next_term_at, Actor.tool(), now)
        except StillFollowing:
            session.rollback()
            return False
        session.commit()
        return True


def _begin(session: Session, settings: ContextSettings, began_at: datetime, actor: Actor, now: datetime) -> None:
    """What was begun from `began_at` on is of the new term; what is open from before is handed in as it is."""
    context_id = settings.context_id
    weighed = weigh(session, context_id, now)
    term = {"context_id": context_id, "began_at": began_at, "repeats_work": True}
    insert_if_absent(session, CourseTerm, [term])
    settings.term_began_at = began_at
    if settings.next_term_at and settings.next_term_at <= now:
        settings.next_term_at = None
    session.flush()
    placements = placements_of(session, context_id)
    _end_open_attempts(session, placements, began_at, now)
    record_event(
        session,
        CourseAction.TERM_BEGUN,
        actor=actor,
        now=now,
        context_id=context_id,
        began_at=began_at,
        people=weighed.people,
        open_attempts=weighed.open_attempts,
        grades=weighed.grades,
    )
    _follow(session, placements, now)


def _end_open_attempts(session: Session, placements: list[Placement], began_at: datetime, now: datetime) -> None:
    """Their time is up: what hands in attempts that have run out does it for these, one after the other."""
    session.execute(
        update(Attempt)
        .where(
            Attempt.placement_id.in_([placement.id for placement in placements]),
            Attempt.submitted_at.is_(None),
            Attempt.is_preview.is_(False),
            Attempt.started_at < began_at,
            or_(Attempt.late_at.is_(None), Attempt.late_at > now),
        )
        .values(
            late_at=now,
            ends_at=case((and_(Attempt.ends_at.is_not(None), Attempt.ends_at < now), Attempt.ends_at), else_=now),
        )
        .execution_options(synchronize_session=False)
    )


def _follow(session: Session, placements: list[Placement], now: datetime) -> None:
    session.flush()
    for placement in placements:
        session.expire(placement, ["course"])
    if placements:
        follow_links(session, placements, now)
