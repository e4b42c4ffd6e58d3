"""Real work that learners hand in, and which of it waits to be held against its three lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Launch
from lti_tool.paging import as_page, cut_out
from lti_tool.transfer.form import WorkForm
from lti_tool.transfer.models import STAFF, DeskCheck, WorkSample

MOST_SAMPLES = 10


class EnoughWork(ToolError):
    """Somebody has handed in as much as a module holds."""

    status = 409
    message = N_("You have handed in ten pieces of work for this module, which is all it holds.")
    advice = N_("Nothing was sent. Take one of the older ones back, then hand this in.")


class NoSuchWork(NotFound):
    """A piece of work that this course, or this person, does not have."""

    message = N_("There is no such piece of work here. It may have been taken back.")


def hand_in(session: Session, launch: Launch, module_id: str, form: WorkForm, now: datetime) -> None:
    """Keep a piece of work beside those before; raises EnoughWork. The caller commits."""
    whose = {"user_id": launch.user_id, "context_id": launch.context_id, "module_id": module_id}
    held = session.scalar(select(func.count()).select_from(WorkSample).filter_by(**whose)) or 0
    if held >= MOST_SAMPLES:
        raise EnoughWork
    session.add(WorkSample(**whose, text=form.text, url=form.url, handed_in_at=now))


def samples_of(session: Session, context_id: int, user_id: int, module_id: str | None = None) -> Sequence[WorkSample]:
    """What somebody handed in in a course, or for one module of it, the newest first."""
    query = select(WorkSample).filter_by(context_id=context_id, user_id=user_id)
    if module_id is not None:
        query = query.filter_by(module_id=module_id)
    return session.scalars(query.order_by(WorkSample.id.desc())).all()


def find_own(session: Session, launch: Launch, module_id: str, sample_id: int, *, lock: bool = False) -> WorkSample:
    """A piece of the person's own work for a module of this course, held if asked; raises NoSuchWork."""
    found = find_in_course(session, launch.context_id, sample_id, lock=lock)
    if (found.user_id, found.module_id) != (launch.user_id, module_id):
        raise NoSuchWork
    return found


def find_in_course(session: Session, context_id: int, sample_id: int, *, lock: bool = False) -> WorkSample:
    """A piece of somebody's work in the course, held if asked; raises NoSuchWork, also for another course's."""
    found = session.get(WorkSample, sample_id, with_for_update=lock or None)
    if found is None or found.context_id != context_id:
        raise NoSuchWork
    return found


def list_newest(session: Session, context_id: int, page: int) -> tuple[Sequence[WorkSample], bool]:
    """Each person's newest work for each module, and whether there is more than the page holds.

    What staff have not checked comes first, the longest waiting on top; then the rest, the newest first.
    """
    query = (
        select(WorkSample)
        .where(*_newest_in(context_id))
        .options(joinedload(WorkSample.user, innerjoin=True))
        .order_by(case((_waits(), 0), else_=1), case((_waits(), WorkSample.id), else_=-WorkSample.id))
    )
    return as_page(session.scalars(cut_out(query, page)).all())


def count_waiting(session: Session, context_id: int) -> int:
    """How many of these staff have not checked."""
    query = select(func.count()).select_from(WorkSample).where(*_newest_in(context_id), _waits())
    return session.scalar(query) or 0


def _newest_in(context_id: int) -> tuple[ColumnElement[bool], ...]:
    later = aliased(WorkSample)
    is_replaced = exists().where(
        later.user_id == WorkSample.user_id,
        later.context_id == WorkSample.context_id,
        later.module_id == WorkSample.module_id,
        later.id > WorkSample.id,
    )
    return WorkSample.context_id == context_id, ~is_replaced


def _waits() -> ColumnElement[bool]:
    return ~exists().where(DeskCheck.sample_id == WorkSample.id, DeskCheck.checked_as == STAFF)
