"""Which date of a link is from where, as the settings page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.instructor.shared.date_words import DateInWords, dates_in_words
from lti_tool.lti.models import Launch, User
from lti_tool.placements.dates import Said, Source
from lti_tool.placements.lms_dates import heard_by, own_dates_of_learners
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.finding import OwnDates, own_dates_at
from lti_tool.placements.settings import LmsDates


@dataclass(frozen=True, slots=True)
class DateLine:
    """One of the three dates: what the LMS says, what is set, and which of them holds."""

    of_lms: datetime | None
    set_here: datetime | None
    holds: DateInWords


@dataclass(frozen=True, slots=True)
class DatesTable:
    """The link's dates as the LMS told them to its reader, the learners to whom it told others, and whose own are set.

    `is_column_behind` says that the gradebook column was not told yet what was set here last.
    """

    lines: Sequence[DateLine]
    since: datetime | None
    counts: bool
    others: Sequence[tuple[User, Said]]
    others_count: int
    is_column_behind: bool
    own: Sequence[OwnDates]
    own_count: int


def dates_table(session: Session, launch: Launch, placement: Placement) -> DatesTable:
    """The table for whoever opened the page; learners' own dates are those of their latest launches."""
    said = heard_by(session, launch) or Said(Source.LMS)
    settings = placement.settings
    others, count = own_dates_of_learners(session, placement, said)
    own, own_count = own_dates_at(session, launch, placement)
    return DatesTable(
        lines=[
            DateLine(of_lms=getattr(said, each.name), set_here=getattr(settings, each.name), holds=each)
            for each in dates_in_words(placement.dates_for([said]))
        ],
        since=said.heard_at if said.moments else None,
        counts=settings.lms_dates == LmsDates.COUNT,
        others=others,
        others_count=count,
        is_column_behind=placement.resource_link.dates_due_at is not None,
        own=own,
        own_count=own_count,
    )
