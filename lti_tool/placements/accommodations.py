"""What single people need, set once for all quizzes of a course."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import CourseAction
from lti_tool.branches.models import BranchMember
from lti_tool.db import insert_if_absent, plain_rows
from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import Launch, User
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.accommodation_reasons import keep_reason, replace_reason
from lti_tool.placements.dates import Said
from lti_tool.placements.models import Accommodation, AttemptGrant, Placement, SaidDates, as_said

MOST_GRANTED = 100
NOTHING = (1.0, 0)
"""The factor and the attempts of whoever was given none."""
_FIND = select(Accommodation).where(
    Accommodation.context_id == bindparam("context"), Accommodation.user_id == bindparam("user")
)

_BRANCH = (
    select(BranchMember.branch_id)
    .where(BranchMember.context_id == bindparam("context"), BranchMember.user_id == bindparam("user"))
    .scalar_subquery()
)
SAID_TO_PERSON = (SaidDates.user_id == bindparam("user")) | (SaidDates.branch_id == _BRANCH)
_OF_COURSE = SaidDates.context_id == bindparam("context")
ALLOWED = (  # built once: that costs more than running it
    select(
        Accommodation.time_factor.label("factor"),
        Accommodation.extra_attempts.label("for_course"),
        AttemptGrant.extra_attempts.label("at_link"),
        SaidDates.source,
        SaidDates.context_id,
        SaidDates.opens_at,
        SaidDates.due_at,
        SaidDates.closes_at,
        SaidDates.heard_at,
    )
    .select_from(User)
    .outerjoin(Accommodation, (Accommodation.user_id == User.id) & (Accommodation.context_id == bindparam("context")))
    .outerjoin(AttemptGrant, (AttemptGrant.user_id == User.id) & (AttemptGrant.placement_id == bindparam("placement")))
    .outerjoin(SaidDates, ((SaidDates.resource_link_id == bindparam("link")) | _OF_COURSE) & SAID_TO_PERSON)
    .where(User.id == bindparam("user"))
)


class TooManyGranted(ToolError):
    """More attempts than anybody needs."""

    status = 409
    message = N_("This person has already been given a great many attempts here. Open one of those again instead.")
    advice = N_("Nothing was changed.")


def find_accommodation(session: Session, context_id: int, user_id: int) -> Accommodation | None:
    """This person's accommodation in this course, if any."""
    return session.scalar(_FIND, {"context": context_id, "user": user_id})


def figures_of(session: Session, context_id: int, user_ids: Collection[int]) -> dict[int, Accommodation]:
    """The time and attempts of people who were given any."""
    query = select(Accommodation).where(Accommodation.context_id == context_id, Accommodation.user_id.in_(user_ids))
    return {each.user_id: each for each in session.scalars(query)}


def figures_in(given: Accommodation | None) -> tuple[float, int]:
    """The factor and the attempts that an accommodation gives."""
    return (given.time_factor, given.extra_attempts) if given else NOTHING


@dataclass(frozen=True, slots=True)
class Allowance:
    """All that one person was granted at one link, and what is said of their dates there."""

    time_factor: float = 1
    extra_attempts: int = 0
    said: tuple[Said, ...] = ()


def find_allowance(session: Session, placement: Placement, user_id: int) -> Allowance:
    """What a person was granted for the whole course and for this link together, in one statement."""
    return allowance_of(plain_rows(session, ALLOWED, whose(placement, user_id)).all())


def whose(placement: Placement, user_id: int) -> dict[str, int]:
    """Where, and of whom: the values of ALLOWED."""
    return {
        "context": placement.context_id,
        "user": user_id,
        "placement": placement.id,
        "link": placement.resource_link_id,
    }


def allowance_of(rows: Sequence[Row[tuple[Any, ...]]]) -> Allowance:
    """What the rows of ALLOWED say: one for each set of dates, and one where there is none."""
    if not rows:
        return Allowance()
    first = rows[0]
    said = tuple(as_said(row) for row in rows if row.source)
    return Allowance(first.factor or 1, (first.for_course or 0) + (first.at_link or 0), said)


def placements_with_dates(session: Session, context_id: int, user_id: int) -> dict[Placement, list[Said]]:
    """Every placement of a course with what is said of a person's dates there, in one statement."""
    query = (
        select(Placement, SaidDates)
        .outerjoin(
            SaidDates, ((SaidDates.resource_link_id == Placement.resource_link_id) | _OF_COURSE) & SAID_TO_PERSON
        )
        .where(Placement.context_id == bindparam("context"))
        .options(joinedload(Placement.resource_link))
    )
    found: dict[Placement, list[Said]] = {}
    for placement, row in session.execute(query, {"context": context_id, "user": user_id}):
        found.setdefault(placement, []).extend([as_said(row)] if row else [])
    return found


def grant_attempt(
    session: Session, launch: Launch, placement_id: int, user_id: int, reason: str, now: datetime
) -> None:
    """Give a person one attempt more at one link. The caller commits."""
    key = {"placement_id": placement_id, "user_id": user_id}
    insert_if_absent(session, AttemptGrant, [key | {"extra_attempts": 0}])
    grant = session.get_one(AttemptGrant, (placement_id, user_id), with_for_update=True, populate_existing=True)
    if grant.extra_attempts >= MOST_GRANTED:
        raise TooManyGranted
    grant.extra_attempts += 1
    action = CourseAction.ATTEMPT_GRANTED
    record_change(session, launch, action, now, user=user_id, placement=placement_id)
    keep_reason(session, launch, action, now, user_id=user_id, words=reason, placement_id=placement_id)


def take_attempt_back(session: Session, launch: Launch, grant: AttemptGrant, now: datetime) -> None:
    """One attempt less than a person was given at a link; hold the grant's row before. The caller commits."""
    grant.extra_attempts -= 1
    facts = {"user": grant.user_id, "placement": grant.placement_id}
    record_change(session, launch, CourseAction.GRANT_TAKEN_BACK, now, **facts)


def accommodate(
    session: Session, launch: Launch, user_id: int, time_factor: float, extra_attempts: int, reason: str, now: datetime
) -> Accommodation:
    """Set what a person of the launch's course needs; a factor of 1 and no extra attempts takes it back."""
    replace_reason(session, launch, user_id, reason, now)
    return set_figures(session, launch, user_id, time_factor, extra_attempts, now)


def set_figures(
    session: Session, launch: Launch, user_id: int, time_factor: float, extra_attempts: int, now: datetime
) -> Accommodation:
    """The same, and whatever was said of why stays as it is. The caller commits."""
    found = find_accommodation(session, launch.context_id, user_id)
    if found is None:
        found = Accommodation(context_id=launch.context_id, user_id=user_id)
        session.add(found)
    before = (found.time_factor or 1, found.extra_attempts or 0)
    found.time_factor, found.extra_attempts, found.updated_at = time_factor, extra_attempts, now
    record_change(
        session,
        launch,
        CourseAction.ACCOMMODATION_SET,
        now,
        user=user_id,
        time_factor=time_factor,
        extra_attempts=extra_attempts,
        before=before,
    )
    return found
