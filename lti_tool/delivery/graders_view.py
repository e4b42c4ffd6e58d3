"""From a score in the LMS's gradebook to the work that it is for: an address of ours that the LMS launches.

It names the ledger's row and not one attempt: Canvas keeps the address of the first submission, and what it opens
should be what the grade of today is made of.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.tries.outcomes import Parcel
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.lti.services.quirks import CANVAS_ISSUERS
from lti_tool.placements.models import Placement
from lti_tool.row_id import MAXIMUM

PARAMETER = "score"


class NoSuchWork(NotFound):
    """The address names no score of this course."""

    code = "no_such_work"
    message = N_("There is no such work in this course.")
    advice = N_("It may belong to another course, or its learner was removed. Open the link from your gradebook again.")


def with_work_url(parcel: Parcel, launch_url: str) -> Parcel:
    """The parcel with the address that opens its work, where its platform takes one along."""
    if parcel.registration.issuer not in CANVAS_ISSUERS:
        return parcel
    return replace(parcel, work_url=f"{launch_url}?{PARAMETER}={parcel.delivery_id}")


def asks_for_work(launch: Launch) -> bool:
    """Whether a launch is headed for the work behind a score."""
    return PARAMETER in parse_qs(launch.target_query)


def find_graded(session: Session, launch: Launch) -> ScoreDelivery:
    """The score, of the launch's course, that its target names; raises NoSuchWork."""
    named = parse_qs(launch.target_query).get(PARAMETER, [""])[0]
    number = int(named) if named.isascii() and named.isdigit() and len(named) <= 19 else 0
    query = (
        select(ScoreDelivery)
        .join(ScoreDelivery.placement)
        .where(ScoreDelivery.id == min(number, MAXIMUM), Placement.context_id == launch.context_id)
        .options(joinedload(ScoreDelivery.placement))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NoSuchWork
    return found
