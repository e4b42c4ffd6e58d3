"""The dates that an LMS sends with a launch, person by person: each launch replaces what the one before said.

Parameters that the LMS did not fill in, and odd values, say nothing. Canvas leaves a variable as it is where there is
no date, so a launch without a date takes back the one that an earlier launch brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.db import upsert
from lti_tool.lti.launched import Launched
from lti_tool.lti.models import Membership, User
from lti_tool.lti.registering.tool_facts import CANVAS_DATE_VARIABLES, DATE_VARIABLES
from lti_tool.placements.dates import DATES, Said, Source
from lti_tool.placements.models import Placement, SaidDates, as_said
from lti_tool.placements.picking.custom import read_moment

PARAMETERS = frozenset({*DATE_VARIABLES, *CANVAS_DATE_VARIABLES})
MOST_LISTED = 50


def read_lms_dates(custom: Mapping[str, str], now: datetime | None = None) -> Said:
    """What the parameters say; a person's own date goes before the link's (LTI 1.3 core, custom variables).

    The end of submissions is when work is due: LMSs take later work, as Canvas does until its assignment locks.
    """
    starts = (
        _first(custom, "user_available_start", "available_start", "canvas_unlock_at"),
        _first(custom, "user_submission_start", "submission_start"),
    )
    return Said(
        Source.LMS,
        opens_at=max(filter(None, starts), default=None),
        due_at=_first(custom, "user_submission_end", "submission_end", "canvas_due_at"),
        closes_at=_first(custom, "user_available_end", "available_end", "canvas_lock_at"),
        heard_at=now,
    )


def _first(custom: Mapping[str, str], *names: str) -> datetime | None:
    return next(filter(None, (read_moment(custom.get(name, "")) for name in names)), None)


def keep_lms_dates(session: Session, launch: Launched, now: datetime) -> bool:
    """Keep what a launch's parameters say of its person's dates at its link; whether they are others than before.

    No statement where the LMS was not asked for dates. The caller commits.
    """
    if launch.resource_link_id is None or PARAMETERS.isdisjoint(launch.custom):
        return False
    said, known = read_lms_dates(launch.custom, now), _known(session, launch)
    before = {name: getattr(known, name) for name in DATES if known and getattr(known, name)}
    if said.moments == before:
        return False
    key = {"resource_link_id": launch.resource_link_id, "user_id": launch.user_id, "source": Source.LMS.value}
    facts = {name: said.moments.get(name) for name in DATES} | {"heard_at": now}
    upsert(session, SaidDates, key | facts, keys=tuple(key))
    return True


def heard_by(session: Session, launch: Launched) -> Said | None:
    """What the LMS said to this person of this link, if anything."""
    known = _known(session, launch)
    return as_said(known) if known else None


def own_dates_of_learners(session: Session, placement: Placement, said: Said) -> tuple[list[tuple[User, Said]], int]:
    """The learners to whom the LMS said something else than `said`, by name, MOST_LISTED at most; and how many."""
    differs = [getattr(SaidDates, name).is_distinct_from(getattr(said, name)) for name in DATES]
    query = (
        select(User, SaidDates)
        .join(SaidDates, SaidDates.user_id == User.id)
        .join(Membership, (Membership.user_id == User.id) & (Membership.context_id == placement.context_id))
        .where(
            SaidDates.resource_link_id == placement.resource_link_id,
            SaidDates.source == Source.LMS,
            Membership.is_active,
            Membership.is_staff.is_(False),
            differs[0] | differs[1] | differs[2],
        )
        .order_by(User.name, User.id)
    )
    listed = [(user, as_said(row)) for user, row in session.execute(query.limit(MOST_LISTED))]
    return listed, len(listed) if len(listed) < MOST_LISTED else _count(session, query)


def _count(session: Session, query: Select[User, SaidDates]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _known(session: Session, launch: Launched) -> SaidDates | None:
    query = select(SaidDates).where(
        SaidDates.resource_link_id == launch.resource_link_id,
        SaidDates.user_id == launch.user_id,
        SaidDates.source == Source.LMS,
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
