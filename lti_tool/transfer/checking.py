"""Holding three lines against a piece of work, or against what somebody saw at the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import CourseAction
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.transfer.form import LinesForm
from lti_tool.transfer.models import COLLEAGUE, STAFF, DeskCheck, WorkSample

MOST_CARDS = 20


class EnoughCards(ToolError):
    """A learner's module has as many observation cards as it holds."""

    status = 409
    message = N_("There are twenty observation cards for this module already, which is all it holds.")
    advice = N_("Nothing was kept. The learner can remove cards that they entered themselves.")


class NoSuchCard(NotFound):
    """A card that this person did not enter, or that is gone."""

    message = N_("There is no such observation card of yours.")


def observe(
    session: Session, launch: Launch, user_id: int, module_id: str, form: LinesForm, as_: str, now: datetime
) -> None:
    """Keep an observation card of somebody in this course; raises EnoughCards. The caller commits.

    `as_` is what whoever watched is to them (models.CHECKED_AS); what others than the learner enter is logged.
    """
    whose = {"user_id": user_id, "context_id": launch.context_id, "module_id": module_id}
    cards = select(func.count()).select_from(DeskCheck).filter_by(**whose, sample_id=None)
    if (session.scalar(cards) or 0) >= MOST_CARDS:
        raise EnoughCards
    session.add(DeskCheck(**whose, **_said(launch, form, as_, now)))
    if as_ != COLLEAGUE:
        _log(session, launch, CourseAction.DESK_OBSERVED, user_id, module_id, form, now)


def check_work(session: Session, launch: Launch, sample: WorkSample, form: LinesForm, as_: str, now: datetime) -> None:
    """Keep what the lines say of a piece of work, in place of what the same party said before. The caller commits."""
    found = session.scalar(select(DeskCheck).filter_by(sample_id=sample.id, checked_as=as_))
    if found is None:
        found = DeskCheck(user_id=sample.user_id, context_id=sample.context_id, module_id=sample.module_id)
        found.sample_id = sample.id
        session.add(found)
    for name, value in _said(launch, form, as_, now).items():
        setattr(found, name, value)
    if as_ != COLLEAGUE:
        _log(session, launch, CourseAction.WORK_CHECKED, sample.user_id, sample.module_id, form, now)


def remove_own_card(session: Session, launch: Launch, card_id: int) -> None:
    """Delete an observation card that the learner entered; raises NoSuchCard. The caller commits."""
    found = session.get(DeskCheck, card_id)
    mine = (launch.user_id, launch.context_id, COLLEAGUE)
    if found is None or found.sample_id or (found.user_id, found.context_id, found.checked_as) != mine:
        raise NoSuchCard
    session.delete(found)


def cards_of(session: Session, context_id: int, user_id: int, module_id: str | None = None) -> Sequence[DeskCheck]:
    """The observation cards of somebody in a course, or for one module of it, the newest first."""
    query = select(DeskCheck).filter_by(context_id=context_id, user_id=user_id, sample_id=None)
    if module_id is not None:
        query = query.filter_by(module_id=module_id)
    return session.scalars(query.options(joinedload(DeskCheck.made_by)).order_by(DeskCheck.id.desc())).all()


def staffs_word(session: Session, launch: Launch, module_id: str) -> DeskCheck | None:
    """What staff said of the person's newest work for a module; None while it waits, or where there is none."""
    whose = {"user_id": launch.user_id, "context_id": launch.context_id, "module_id": module_id}
    newest = select(func.max(WorkSample.id)).filter_by(**whose).scalar_subquery()
    return session.scalar(select(DeskCheck).where(DeskCheck.sample_id == newest, DeskCheck.checked_as == STAFF))


def checks_by_sample(session: Session, samples: Iterable[WorkSample]) -> dict[int, list[DeskCheck]]:
    """What was said of each piece of work, by its id."""
    query = select(DeskCheck).where(DeskCheck.sample_id.in_([each.id for each in samples]))
    found: dict[int, list[DeskCheck]] = defaultdict(list)
    for each in session.scalars(query.options(joinedload(DeskCheck.made_by)).order_by(DeskCheck.id)):
        found[each.sample_id or 0].append(each)
    return found


def _said(launch: Launch, form: LinesForm, as_: str, now: datetime) -> dict[str, object]:
    made_by = None if as_ == COLLEAGUE else launch.user_id
    return {"checked_as": as_, "lines": form.pairs, "note": form.note, "made_by_id": made_by, "checked_at": now}


def _log(
    session: Session, launch: Launch, action: CourseAction, user_id: int, module_id: str, form: LinesForm, now: datetime
) -> None:
    met = sum(bool(is_met) for _, is_met in form.pairs)
    record_change(session, launch, action, now, user=user_id, module=module_id, met=met)
